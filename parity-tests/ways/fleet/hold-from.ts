/** Holds what a worker is given from a stage of the job on. */
import { setTimeout as wait } from 'node:timers/promises';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { ServerProcess } from '../../../local-fleet/server-process.ts';
import type { ProcessFleet } from './fleet-server.ts';
import { holdWork, type HeldWork } from './held-work.ts';
import { hasEnded } from './task-in-hand.ts';

const pollMs = 20;

export class HoldFrom {
  readonly #stage: number;
  readonly #worker: ServerProcess;
  #held: HeldWork | null = null;

  private constructor(stage: number, worker: ServerProcess) {
    this.#stage = stage;
    this.#worker = worker;
  }

  /** From stage 0 it is held at once, before there is a job. Throws as `holdWork` does. */
  static async stage(stage: number, worker: ServerProcess): Promise<HoldFrom> {
    const hold = new HoldFrom(stage, worker);
    if (stage === 0) hold.#held = await holdWork(worker);
    return hold;
  }

  /** Resolves when it is held. Throws INTERNAL where the job ends without coming so far. */
  async begin(fleet: ProcessFleet, jobId: string, signal: AbortSignal): Promise<void> {
    while (this.#held === null) {
      // Asked before the tasks: what had ended has no others.
      const isOver = await hasEnded(fleet, jobId, signal);
      const tasks = await fleet.tasks(jobId);
      if (tasks.some(({ stage }) => stage >= this.#stage))
        this.#held = await holdWork(this.#worker);
      else if (isOver)
        throw new LiveCalcError('INTERNAL', `The job ended before stage ${this.#stage}.`);
      else await wait(pollMs, undefined, { signal });
    }
  }

  release(): void {
    this.#held?.release();
  }
}
