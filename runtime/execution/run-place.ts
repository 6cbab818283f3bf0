/** A planned run with everything that it runs on. */
import type { OnProgress } from '../../contracts/progress.ts';
import type { RunInputs } from '../../contracts/run-inputs.ts';
import type { CreateSha256 } from '../../contracts/sha256.ts';
import type { Bus } from '../bus/bus.ts';
import type { RunPlan } from '../pipeline/plan-run.ts';
import type { ThreadPool } from '../pool/thread-pool.ts';
import type { PythonEngines } from '../python/python-engines.ts';
import type { NumberedSpread } from '../spreading/numbered-spread.ts';
import type { RunObserver } from './run-observer.ts';

export interface RunPlace {
  readonly plan: RunPlan;
  readonly inputs: RunInputs;
  readonly bus: Bus;
  readonly pool: ThreadPool;
  /** Null where the plan has no Python nodes. */
  readonly python: PythonEngines | null;
  readonly createSha256: CreateSha256;
}

export interface RunOptions {
  /** Ends the whole run with its reason. */
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** Is asked at every stage that can be spread. */
  readonly spread?: NumberedSpread | undefined;
  readonly observer?: RunObserver | undefined;
  /** From 0 to below 1, for the waits between attempts. */
  readonly random: () => number;
  readonly nowMs: () => number;
}
