import type { ProcessFleet } from './fleet-server.ts';

/** What is done to a fleet while it values one job. Disposing of it mends the fleet for the next. */
export interface Fault extends AsyncDisposable {
  /** Does it, as soon as the job is in the middle. Throws INTERNAL where it ends before. */
  strike(jobId: string, signal: AbortSignal): Promise<void>;
  /** Throws INTERNAL where the job, which is done, cannot have been hit. */
  check(jobId: string): Promise<void>;
}

/** Prepares it, before the job is submitted; it strikes when the job has come to the stage. */
export type PrepareFault = (fleet: ProcessFleet, atStage: number) => Promise<Fault>;
