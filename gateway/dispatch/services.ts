/** What everything that leads jobs works with. */
import type { Queue } from '../../fleet/queue/queue.ts';
import type { Logger } from '../../service/logger.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { JobRecord, JobStore } from '../store/job-store.ts';
import type { FleetView } from './core/fleet-view.ts';
import type { EndedJobs } from './ended-jobs.ts';
import type { Payloads } from './payloads.ts';

/** Makes the tokens with which workers come to the objects of a tenant. */
export interface TaskTokens {
  mint(scope: { readonly tenant: string; readonly jobId: string }): Promise<string>;
}

export interface DispatchSettings {
  /** Of a lead's lease: after so long without a sign of its gateway another one takes the job. */
  readonly leaseTtlMs: number;
  /** How often time is looked at: deadlines, progress, why jobs wait. */
  readonly tickMs: number;
  /** How often rows are read again while tasks are out: news may be lost. */
  readonly checkEveryMs: number;
  /** How long a task may be in nobody's hands before it is published again. */
  readonly lostAfterMs: number;
  /** A stage that would take a worker longer is spread. */
  readonly spreadAboveMs: number;
}

export const usualSettings: DispatchSettings = {
  leaseTtlMs: 10_000,
  tickMs: 500,
  checkEveryMs: 2000,
  lostAfterMs: 5000,
  spreadAboveMs: 200,
};

export interface DispatchServices {
  readonly store: JobStore;
  readonly queue: Queue;
  readonly objects: ObjectStore;
  readonly tokens: TaskTokens;
  readonly fleet: FleetView;
  readonly payloads: Payloads;
  readonly ended: EndedJobs;
  readonly gatewayId: string;
  /** Its own; jobs begin on it where workers of it live. */
  readonly runtimeVersion: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds since any time, never going back: for how long something lasts, whatever clocks do. */
  readonly elapsed: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly logger: Logger;
  /** Told of every job that this gateway has brought to its end. */
  readonly onEnded?: ((job: JobRecord) => void) | undefined;
  readonly settings: DispatchSettings;
}
