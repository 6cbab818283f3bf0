/** A client that is as patient as one of a fleet has to be: it asks again until it knows. */
import { openAsBlob } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { LiveCalcError } from '../contracts/errors.ts';
import {
  fleetJobSchema,
  submittedFleetJobSchema,
  type FleetJob,
} from '../contracts/wire/fleet-job.ts';
import { finalStates } from '../contracts/wire/job.ts';

const retryMs = 250;
const requestMs = 20_000;
const pollSeconds = 5;

export class Client {
  readonly #url: string;
  readonly #signal: AbortSignal;

  /** `signal` ends its patience. */
  constructor(url: string, signal: AbortSignal) {
    this.#url = url;
    this.#signal = signal;
  }

  /** Resolves to the job's id; the key makes it one job, however often it has to be said. */
  async submit(file: string, key: string, recompute: boolean): Promise<string> {
    const body = await openAsBlob(file, { type: 'application/zip' });
    const headers = { 'Idempotency-Key': key };
    const route = `/v1/jobs/submit?recompute=${recompute}`;
    const answer = await this.#ask(route, { method: 'POST', body, headers });
    return submittedFleetJobSchema.parse(JSON.parse(answer)).jobId;
  }

  async job(jobId: string, waitSeconds = 0): Promise<FleetJob> {
    return fleetJobSchema.parse(
      JSON.parse(await this.#ask(`/v1/jobs/${jobId}?wait=${waitSeconds}`)),
    );
  }

  /** Resolves to the job at its end. */
  async ended(jobId: string): Promise<FleetJob> {
    for (;;) {
      const job = await this.job(jobId, pollSeconds);
      if (finalStates.has(job.status)) return job;
    }
  }

  /** Takes a job away that is at its end. */
  async remove(jobId: string): Promise<void> {
    await this.#ask(`/v1/jobs/${jobId}`, { method: 'DELETE' }, [404]);
  }

  /** Asks until there is an answer that is no fault of the fleet's. Resolves to its body. */
  async #ask(route: string, init: RequestInit = {}, alsoRight: number[] = []): Promise<string> {
    for (;;) {
      const answer = await this.#askOnce(route, init).catch(() => null);
      this.#signal.throwIfAborted();
      if (answer !== null) {
        const { status, body } = answer;
        if (status < 300 || alsoRight.includes(status)) return body;
        if (status < 500 && status !== 429) {
          throw new LiveCalcError('INTERNAL', `${route} was answered with ${status}: ${body}`);
        }
      }
      await delay(retryMs, null, { signal: this.#signal });
    }
  }

  async #askOnce(route: string, init: RequestInit): Promise<{ status: number; body: string }> {
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(requestMs)]);
    const response = await fetch(this.#url + route, { ...init, signal });
    return { status: response.status, body: await response.text() };
  }
}
