/**
 * Objects over HTTP: from and to a gateway, or where it sends us, kept on this machine by hash.
 *
 * Bytes go through in pieces, whatever their number (I6); connections are kept for the next request.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import type { AssetStore } from '../../intake/assets/asset-store.ts';
import { pause } from '../pause.ts';
import { answered, retried, type RetryOptions } from './object-request.ts';
import { SharedDownloads } from './shared-downloads.ts';
import type { FetchedObject, ObjectScope, TaskObjects } from './task-objects.ts';

export interface HttpObjectsOptions extends Partial<RetryOptions> {
  /** Where gateways are reached. */
  readonly gatewayUrl: string;
  readonly assets: AssetStore;
}

/** Of fewer bytes it is quicker to send them than to ask whether they are there. */
const askFromBytes = 64 * 1024;
/** A connection on which nothing moves for so long is given up. */
const silenceMs = 30_000;

export class HttpTaskObjects implements TaskObjects {
  readonly #base: URL;
  readonly #assets: AssetStore;
  readonly #retry: RetryOptions;
  readonly #downloads = new SharedDownloads();

  constructor({ gatewayUrl, assets, ...retry }: HttpObjectsOptions) {
    this.#base = new URL('fleet/v1/objects/', gatewayUrl.replace(/\/?$/, '/'));
    this.#assets = assets;
    this.#retry = { random: Math.random, pause, ...retry };
  }

  async fetch(scope: ObjectScope, object: ObjectRef, signal: AbortSignal): Promise<FetchedObject> {
    const { sha256 } = object;
    const key = JSON.stringify([scope.tenant, sha256]);
    for (;;) {
      const known = this.#assets.pin(scope.tenant, sha256);
      if (known !== undefined) return known;
      const start = (stop: AbortSignal): Promise<void> => this.#download(scope, object, stop);
      await this.#downloads.join(key, start, signal);
    }
  }

  async putFile(
    scope: ObjectScope,
    file: string,
    { sha256, sizeBytes }: ObjectRef,
    signal: AbortSignal,
  ): Promise<void> {
    await retried(
      async () => {
        if (sizeBytes >= askFromBytes && (await this.#has(scope, sha256, signal))) return;
        const body = createReadStream(file) as AsyncIterable<Uint8Array>;
        await this.#put(scope, sha256, { body, sizeBytes }, signal);
      },
      this.#retry,
      signal,
    );
  }

  async putBytes(scope: ObjectScope, bytes: Uint8Array, signal: AbortSignal): Promise<ObjectRef> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const sizeBytes = bytes.byteLength;
    const put = (): Promise<void> =>
      this.#put(scope, sha256, { body: bytesOf(bytes), sizeBytes }, signal);
    await retried(put, this.#retry, signal);
    return { sha256, sizeBytes };
  }

  async #download(scope: ObjectScope, { sha256 }: ObjectRef, signal: AbortSignal): Promise<void> {
    await retried(
      async () => {
        const silence = new Silence();
        const stop = AbortSignal.any([signal, silence.signal]);
        try {
          const response = await this.#get(scope, sha256, stop);
          const bytes = silence.heard(response.body ?? []);
          const expected = { name: `the object ${sha256}`, sha256 };
          using _stored = await this.#assets.put(scope.tenant, bytes, expected);
        } finally {
          silence.end();
        }
      },
      this.#retry,
      signal,
    );
  }

  /** The token is for the gateway alone: an address that it sends us to is signed. */
  async #get(scope: ObjectScope, sha256: string, signal: AbortSignal): Promise<Response> {
    const ask = { headers: bearer(scope), redirect: 'manual', signal } as const;
    const response = await answered(fetch(new URL(sha256, this.#base), ask));
    const place = response.headers.get('location');
    if (response.ok || place === null) return response;
    await response.body?.cancel();
    return await answered(fetch(new URL(place, response.url), { redirect: 'error', signal }));
  }

  async #has(scope: ObjectScope, sha256: string, signal: AbortSignal): Promise<boolean> {
    const stop = AbortSignal.any([signal, AbortSignal.timeout(silenceMs)]);
    const ask = { method: 'HEAD', headers: bearer(scope), signal: stop };
    const { status, ok } = await fetch(new URL(sha256, this.#base), ask);
    // Of whatever else is wrong, the answer to PUT says more.
    return ok && status === 200;
  }

  async #put(
    scope: ObjectScope,
    sha256: string,
    { body, sizeBytes }: { body: AsyncIterable<Uint8Array>; sizeBytes: number },
    signal: AbortSignal,
  ): Promise<void> {
    const silence = new Silence();
    try {
      const request = {
        method: 'PUT',
        headers: {
          ...bearer(scope),
          'Content-Type': 'application/octet-stream',
          'Content-Length': String(sizeBytes),
        },
        body: silence.heard(body) as unknown as NonNullable<RequestInit['body']>,
        duplex: 'half',
        signal: AbortSignal.any([signal, silence.signal]),
      } satisfies RequestInit & { duplex: 'half' };
      const response = await answered(fetch(new URL(sha256, this.#base), request));
      await response.body?.cancel();
    } finally {
      silence.end();
    }
  }
}

/** Aborts where no byte has moved for a while. */
class Silence {
  readonly #stop = new AbortController();
  readonly #timer = setTimeout(
    () => this.#stop.abort(new Error(`nothing came for ${silenceMs} ms`)),
    silenceMs,
  );

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** The same bytes, listened to. */
  async *heard(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      this.#timer.refresh();
      yield chunk;
    }
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

function bearer({ objectToken }: ObjectScope): Record<string, string> {
  return { Authorization: `Bearer ${objectToken}` };
}

async function* bytesOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytes);
}
