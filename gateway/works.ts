/** What a gateway works with, without a network: stores, submissions, who follows jobs. */
import { randomUUID } from 'node:crypto';
import type { PinnedAsset } from '../intake/asset-shelf.ts';
import { Intake } from '../intake/intake.ts';
import { DiskRoom } from '../intake/storage/disk-room.ts';
import type { Queue } from '../fleet/queue/queue.ts';
import { runtimeVersion } from '../runtime/version.ts';
import type { Logger } from '../service/logger.ts';
import type { FleetView } from './dispatch/core/fleet-view.ts';
import type { ChunkCounts } from './dispatch/core/job-progress.ts';
import { FleetReport, type LaneWork } from './fleet-report.ts';
import { JobEnding } from './jobs/job-ending.ts';
import { JobWatcher } from './jobs/job-watcher.ts';
import { Metrics } from './metrics.ts';
import { NotedObjects } from './objects/noted-objects.ts';
import { ObjectShelf } from './objects/object-shelf.ts';
import type { ObjectStore } from './objects/object-store.ts';
import type { ObjectTokens } from './objects/object-tokens.ts';
import type { Conversions } from './results/conversions.ts';
import { Representations } from './results/representations.ts';
import type { GatewaySettings } from './settings.ts';
import type { JobRecord, JobStore } from './store/job-store.ts';
import { JobSubmission } from './submission/job-submission.ts';

/** Who leads jobs, as the rest of a gateway sees them. */
export interface Lead {
  /** Something of the job is to be done. */
  kick(jobId: string): void;
  /** As `Dispatcher.cancel`. */
  cancel(tenant: string, jobId: string, by: string): Promise<JobRecord | null>;
  /** Chunks of a job; of what is not cut yet, about as many as there will be. */
  chunkCounts(jobId: string): Promise<ChunkCounts>;
  /** What waits in each lane, of the jobs that this gateway leads. */
  waiting(): readonly LaneWork[];
  readonly fleet: Pick<FleetView, 'workers'>;
  readonly conversions: Conversions;
  /** Jobs that this gateway leads. */
  readonly leading: number;
}

export interface WorksParts {
  readonly store: JobStore;
  readonly queue: Queue;
  readonly objects: ObjectStore;
  readonly tokens: ObjectTokens;
  readonly lead: Lead;
  /** Told of every job that has come to its end here. */
  readonly onEnded: (job: JobRecord) => void;
  /** Absolute: for packages while they are read. */
  readonly incoming: string;
  /** Of packages while they are read. */
  readonly incomingBytes: number;
}

export interface Works extends WorksParts, Disposable {
  readonly noted: NotedObjects;
  readonly intake: Intake<PinnedAsset>;
  readonly submission: JobSubmission;
  readonly watcher: JobWatcher;
  readonly ending: JobEnding;
  readonly representations: Representations;
  readonly report: FleetReport;
  readonly metrics: Metrics;
}

export const mebibyte = 2 ** 20;
/** News of jobs may be lost. */
const watchPollMs = 1000;

export function createWorks(parts: WorksParts, settings: GatewaySettings, logger: Logger): Works {
  const { store, queue, objects, lead } = parts;
  const now = Date.now;
  const kick = (jobId: string): void => lead.kick(jobId);
  const onError = (error: unknown): void => logger.warn({ err: error }, 'it will be tried again');
  const noted = new NotedObjects(objects, store);
  const watcher = new JobWatcher({ store, queue, pollMs: watchPollMs, onError });
  const representations = new Representations({ store, conversions: lead.conversions });
  const report = new FleetReport({
    runtimeVersion,
    store,
    fleet: lead.fleet,
    waiting: () => lead.waiting(),
  });
  return {
    ...parts,
    noted,
    watcher,
    report,
    intake: intakeOf(noted, parts, settings),
    submission: new JobSubmission({
      store,
      objects: noted,
      runtimeVersion,
      quota: {
        jobs: settings.MAX_JOBS_PER_TENANT,
        queuedBytes: settings.MAX_QUEUED_MB_PER_TENANT * mebibyte,
      },
      maxAttempts: settings.MAX_ATTEMPTS,
      kick,
      onEnded: parts.onEnded,
      now,
      newId: randomUUID,
    }),
    ending: new JobEnding({
      store,
      queue,
      cancel: (tenant, jobId, by) => lead.cancel(tenant, jobId, by),
      onError,
    }),
    representations,
    metrics: new Metrics(),
    [Symbol.dispose]: () => {
      watcher[Symbol.dispose]();
      representations[Symbol.dispose]();
    },
  };
}

function intakeOf(
  noted: NotedObjects,
  { incoming, incomingBytes }: WorksParts,
  settings: GatewaySettings,
): Intake<PinnedAsset> {
  const unpackedBytes = settings.MAX_UNPACKED_MB * mebibyte;
  return new Intake({
    assets: new ObjectShelf(noted, unpackedBytes),
    room: new DiskRoom(incomingBytes),
    folder: incoming,
    limits: {
      packageBytes: settings.MAX_PACKAGE_MB * mebibyte,
      unpackedBytes,
      compressionRatio: settings.MAX_COMPRESSION_RATIO,
      files: settings.MAX_PACKAGE_FILES,
    },
    allowsCode: settings.PACKAGE_CODE === 'allow',
  });
}
