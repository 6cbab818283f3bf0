/** Submissions by their Idempotency-Key: the same request twice is one job. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Job } from './job.ts';

interface KnownSubmission {
  readonly contentHash: string;
  readonly job: Promise<Job>;
}

export class IdempotencyKeys {
  readonly #known = new Map<string, KnownSubmission>();

  /**
   * The job of that key, made by `submit` where the key is new. The key is free again when the
   * submission fails or `forget` is called. Throws IDEMPOTENCY_CONFLICT for another content.
   */
  async once(
    { tenant, key, contentHash }: IdempotentRequest,
    submit: () => Promise<Job>,
  ): Promise<Job> {
    const place = placeOf(tenant, key);
    const known = this.#known.get(place);
    if (known === undefined) {
      const job = submit();
      this.#known.set(place, { contentHash, job });
      job.catch(() => this.#known.delete(place));
      return await job;
    }
    if (known.contentHash !== contentHash) throw conflict(key);
    return await known.job;
  }

  has(tenant: string, key: string): boolean {
    return this.#known.has(placeOf(tenant, key));
  }

  forget(tenant: string, key: string): void {
    this.#known.delete(placeOf(tenant, key));
  }
}

function placeOf(tenant: string, key: string): string {
  return JSON.stringify([tenant, key]);
}

interface IdempotentRequest {
  readonly tenant: string;
  readonly key: string;
  readonly contentHash: string;
}

function conflict(key: string): LiveCalcError {
  const message =
    `The Idempotency-Key ${JSON.stringify(key)} was used before, with another configuration or other files. ` +
    'Use a new key for a new request.';
  return new LiveCalcError('IDEMPOTENCY_CONFLICT', message, { found: key });
}
