/** Stands before a real manager and spoils its answers: what each request meets is scripted. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { onTestFinished } from 'vitest';

/** What happens to one request; `pass` and everything after the script is answered as it should be. */
export type Fault =
  | { readonly kind: 'pass' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  /** An error whose body does not end. */
  | { readonly kind: 'endless'; readonly status: number }
  /** No answer at all. */
  | { readonly kind: 'silence' }
  /** The connection is cut in the middle of the body. */
  | { readonly kind: 'cut' }
  /** The body ends early, as if it were whole. */
  | { readonly kind: 'short' }
  /** As many bytes, but others. */
  | { readonly kind: 'other' }
  | { readonly kind: 'json'; readonly change: (answer: object) => object };

export interface MisbehavingManager {
  readonly url: string;
  /** Method and path of every request, in order. */
  readonly requests: readonly string[];
}

/** `script` is used up by requests whose path ends in `route`. */
export async function misbehaving(
  managerUrl: string,
  route: string,
  script: readonly Fault[],
): Promise<MisbehavingManager> {
  const requests: string[] = [];
  let next = 0;
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const fault = request.url!.endsWith(route) ? script[next++] : undefined;
    void answer(managerUrl, request, response, fault ?? { kind: 'pass' });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

async function answer(
  managerUrl: string,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault,
): Promise<void> {
  if (fault.kind === 'silence') return;
  if (fault.kind === 'endless') {
    response.writeHead(fault.status);
    const body = Readable.from(repeatedly(Buffer.alloc(65_536, 'x')));
    await pipeline(body, response).catch(() => {});
    return;
  }
  if (fault.kind === 'status') {
    const { status, retryAfter } = fault;
    response.writeHead(status, retryAfter === undefined ? {} : { 'Retry-After': retryAfter });
    response.end('busy');
    return;
  }
  const { authorization = '' } = request.headers;
  const real = await fetch(managerUrl + request.url!, {
    method: request.method!,
    headers: { authorization, 'content-type': 'application/json' },
    ...(request.method === 'POST' && { body: await textOf(request) }),
  });
  const bytes = Buffer.from(await real.arrayBuffer());
  const type = real.headers.get('content-type') ?? '';
  send(response, real.status, type, spoilt(bytes, fault), fault, bytes.length);
}

function* repeatedly(piece: Buffer): Generator<Buffer> {
  for (;;) yield piece;
}

function spoilt(bytes: Buffer, fault: Fault): Buffer {
  if (fault.kind === 'short') return bytes.subarray(0, bytes.length >> 1);
  if (fault.kind === 'other') return Buffer.from(bytes.toString().replaceAll('0', '1'));
  if (fault.kind !== 'json') return bytes;
  return Buffer.from(JSON.stringify(fault.change(JSON.parse(bytes.toString()) as object)));
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: Buffer,
  fault: Fault,
  wholeLength: number,
): void {
  if (fault.kind !== 'cut') {
    response.writeHead(status, { 'Content-Type': type }).end(body);
    return;
  }
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': wholeLength });
  response.write(body.subarray(0, body.length >> 1), () => response.destroy());
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return text;
}
