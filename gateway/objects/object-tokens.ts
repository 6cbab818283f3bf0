/**
 * Tokens by which a worker comes to the objects of one tenant, for one job and no longer than that:
 * HS256 with a secret that only gateways know, and that is used for nothing else.
 */
import { randomBytes } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { LiveCalcError } from '../../contracts/errors.ts';
import { jobIdSchema } from '../../contracts/wire/job.ts';
import type { JobStore } from '../store/job-store.ts';

/** Whose objects, and for which job. */
export interface ObjectGrant {
  readonly tenant: string;
  readonly jobId: string;
}

const claimsSchema = z.object({ tenant: z.string().min(1), job: jobIdSchema, exp: z.number() });
const algorithm = 'HS256';
/** Longer than a task waits in the queue and is worked on: each time it is handed out it gets a new one. */
const usualSeconds = 24 * 60 * 60;
/** Between the clocks of two gateways. */
const toleranceSeconds = 30;

export class ObjectTokens {
  readonly #key: Uint8Array;
  readonly #now: () => number;

  /** `secret` is 64 hexadecimal digits; `now` in milliseconds since 1970. */
  constructor(secret: string, now: () => number) {
    this.#key = Buffer.from(secret, 'hex');
    this.#now = now;
  }

  /** With the secret that all gateways of the store share. Throws BACKEND_UNAVAILABLE. */
  static async of(store: Pick<JobStore, 'sharedSecret'>, now: () => number): Promise<ObjectTokens> {
    const make = (): string => randomBytes(32).toString('hex');
    return new ObjectTokens(await store.sharedSecret('objects', make), now);
  }

  async mint({ tenant, jobId }: ObjectGrant, forSeconds = usualSeconds): Promise<string> {
    const exp = Math.floor(this.#now() / 1000) + Math.ceil(forSeconds);
    return await new SignJWT({ tenant, job: jobId, exp })
      .setProtectedHeader({ alg: algorithm })
      .sign(this.#key);
  }

  /** Throws UNAUTHENTICATED. */
  async verify(token: string): Promise<ObjectGrant> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [algorithm],
        currentDate: new Date(this.#now()),
        clockTolerance: toleranceSeconds,
      });
      const { tenant, job } = claimsSchema.parse(payload);
      return { tenant, jobId: job };
    } catch (error) {
      const why = error instanceof errors.JWTExpired ? 'has expired' : 'is not valid';
      const message = `The token for objects ${why}. A task brings its own token; ask with that.`;
      throw new LiveCalcError('UNAUTHENTICATED', message, {}, error);
    }
  }
}
