/** What a worker works with, without a network: storage, processes, jobs, and what counts them. */
import { LiveCalcError } from '../contracts/errors.ts';
import type { AuditLog } from '../service/audit-log.ts';
import type { Logger } from '../service/logger.ts';
import { AssetStore, type PinnedFile } from '../intake/assets/asset-store.ts';
import type { PartExecutors } from '../executor/executor.ts';
import { ExecutorPool } from '../executor/executor-pool.ts';
import { Intake } from '../intake/intake.ts';
import { auditJobEnd } from './jobs/audit-job-end.ts';
import type { Job } from './jobs/job.ts';
import type { JobEvent } from './jobs/job-state.ts';
import { Jobs } from './jobs/jobs.ts';
import { Metrics } from './metrics/metrics.ts';
import type { WorkerSettings } from './settings.ts';
import { openDataFolder } from './storage/data-folder.ts';
import { DiskRoom } from '../intake/storage/disk-room.ts';

export interface Works extends AsyncDisposable {
  readonly executors: PartExecutors;
  /** Absolute: where executors may write what tasks of a fleet leave. */
  readonly taskFolder: string;
  readonly assets: AssetStore;
  readonly intake: Intake<PinnedFile>;
  readonly jobs: Jobs;
  readonly room: DiskRoom;
  readonly metrics: Metrics;
}

export const mebibyte = 2 ** 20;
/** Of what is free at the start: the disk may be others' too. */
const usableShare = 0.9;

/** Throws CONFIG_INVALID where DATA_DIR cannot be used. */
export async function startWorks(
  settings: WorkerSettings,
  audit: AuditLog,
  logger: Logger,
): Promise<Works> {
  await using stack = new AsyncDisposableStack();
  const data = stack.use(await openDataFolder(settings.DATA_DIR));
  const maxBytes = Math.min(settings.MAX_STORAGE_MB * mebibyte, data.freeBytes * usableShare);
  const room = new DiskRoom(maxBytes);
  const metrics = new Metrics();
  const { THREADS: threads, MAX_MEMORY_MB: memoryMb } = settings;
  const executors = stack.use(new ExecutorPool({ threads, memoryMb, dataFolder: data.folder }));
  const assets = new AssetStore(data.assets, room, (bytes) => metrics.assetStored(bytes));
  const jobs = new Jobs({
    executors,
    room,
    folder: data.jobs,
    maxQueuedJobs: settings.MAX_QUEUED_JOBS,
    retentionMs: settings.JOB_RETENTION_MINUTES * 60_000,
    now: Date.now,
    onEvent: (job, event) => {
      metrics.jobEvent(job, event);
      if (job.isEnded) auditJobEnd(audit, job);
      logEvent(logger, job, event);
    },
  });
  const intake = new Intake({
    assets,
    room,
    folder: data.incoming,
    limits: {
      packageBytes: settings.MAX_PACKAGE_MB * mebibyte,
      unpackedBytes: settings.MAX_UNPACKED_MB * mebibyte,
      compressionRatio: settings.MAX_COMPRESSION_RATIO,
      files: settings.MAX_PACKAGE_FILES,
    },
    allowsCode: settings.PACKAGE_CODE === 'allow',
  });
  const parts = stack.move();
  const dispose = (): Promise<void> => parts.disposeAsync();
  return {
    executors,
    taskFolder: data.jobs,
    assets,
    intake,
    jobs,
    room,
    metrics,
    [Symbol.asyncDispose]: dispose,
  };
}

/** Names the job, never a policy (I8). */
function logEvent(logger: Logger, job: Job, event: JobEvent): void {
  const { jobId, status, error } = job.status();
  if (event.kind === 'restarting') logger.warn({ job: jobId }, 'its process was lost: run again');
  if (event.kind === 'started') logger.info({ job: jobId }, 'job started');
  if (event.kind === 'completed') logger.info({ job: jobId }, 'job completed');
  if (event.kind !== 'ended') return;
  const fields = { job: jobId, status, code: error?.code };
  // INTERNAL, and a process that was lost: its last words are for those who run the worker.
  if (isOurs(event.error)) logger.error({ ...fields, err: event.error }, 'job failed');
  else logger.info(fields, 'job ended');
}

function isOurs(error: unknown): boolean {
  return !(error instanceof LiveCalcError) || error.blame === 'us';
}
