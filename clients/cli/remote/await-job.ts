import { setTimeout as delay } from 'node:timers/promises';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { problemError } from '../../../contracts/wire/problem-details.ts';
import type { FleetJob } from '../../../contracts/wire/fleet-job.ts';
import { finalStates } from '../../../contracts/wire/job.ts';
import type { JobApi } from '../../sdk/job-api.ts';
import type { CommandContext } from '../command-context.ts';
import { stopwatch } from '../stopwatch.ts';

/** Of one request: often enough to show how it goes. */
const waitSeconds = 1;

/** How long a gateway may be away: it is replaced by another, or started again. */
const patienceMs = 120_000;
const betweenAttemptsMs = 500;

/**
 * The job once it is COMPLETED. Throws the error that it ended with, what the gateway says where waiting does
 * not help, and the signal's reason.
 */
export async function completedJob(
  jobs: JobApi,
  jobId: string,
  context: CommandContext,
): Promise<FleetJob> {
  for (;;) {
    const job = await jobAsSoonAsItIsTold(jobs, jobId, context);
    if (job.error !== null) throw problemError(job.error);
    if (finalStates.has(job.status)) return job;
    const { progress, waitingFor } = job;
    if (progress !== null && progress.total > 0)
      context.onProgress({ kind: 'chunks', ...progress });
    else context.onProgress({ kind: 'stage', stage: progress?.stage ?? waitingFor ?? job.status });
  }
}

/** The job is the fleet's: that a gateway does not answer is no reason to stop waiting. */
async function jobAsSoonAsItIsTold(
  jobs: JobApi,
  jobId: string,
  { signal, onProgress }: CommandContext,
): Promise<FleetJob> {
  const waitedMs = stopwatch();
  for (;;) {
    try {
      return await jobs.job(jobId, waitSeconds, signal);
    } catch (error) {
      const isPassing = error instanceof LiveCalcError && error.retryable;
      if (!isPassing || waitedMs() > patienceMs) throw error;
    }
    onProgress({ kind: 'stage', stage: 'no answer' });
    // The next request says why, where it was stopped meanwhile.
    await delay(betweenAttemptsMs, null, { signal }).catch(() => {});
  }
}
