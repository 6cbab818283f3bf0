/** One case, valued by a fleet. */
import type { Shared, WrittenCase } from '../../cases/model-case.ts';
import type { Outcome } from '../../comparison/outcome.ts';
import { valueOverHttp } from '../server/over-http.ts';
import type { Fault } from './fault.ts';
import type { FleetServer } from './fleet-server.ts';
import { jobWords } from './job-words.ts';
import { checkShared } from './shared-work.ts';

export class FleetJob {
  readonly #fleet: FleetServer;
  readonly #begun = new Date();
  #jobId: string | null = null;

  constructor(fleet: FleetServer) {
    this.#fleet = fleet;
  }

  async value(
    model: WrittenCase,
    signal: AbortSignal,
    meanwhile: (jobId: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<Outcome> {
    return await valueOverHttp(this.#fleet, model, signal, async (jobId) => {
      this.#jobId = jobId;
      await meanwhile(jobId);
    });
  }

  /** Throws INTERNAL where several workers had no part in it, or the fault did not hit it. */
  async valueShared(
    shared: Shared,
    fault: Fault | null,
    model: WrittenCase,
    signal: AbortSignal,
  ): Promise<Outcome> {
    let job = '';
    const outcome = await this.value(model, signal, async (jobId) => {
      job = jobId;
      await fault?.strike(jobId, signal);
    });
    checkShared(await this.#fleet.tasks(job), shared);
    await fault?.check(job);
    return outcome;
  }

  /** How the job stands and what the servers have logged. Whoever does not answer is told of. */
  async words(): Promise<readonly string[]> {
    const told = await Promise.allSettled([
      this.#jobId === null ? ['no job was submitted'] : jobWords(this.#fleet, this.#jobId),
      this.#fleet.logSince(this.#begun),
    ]);
    return told.flatMap((one) =>
      one.status === 'fulfilled' ? one.value : [`not told: ${String(one.reason)}`],
    );
  }
}
