import { problemError } from '../../../contracts/wire/problem-details.ts';
import type { FleetJob } from '../../../contracts/wire/fleet-job.ts';
import { finalStates } from '../../../contracts/wire/job.ts';
import type { JobApi } from '../../sdk/job-api.ts';
import type { CommandContext } from '../command-context.ts';

/** Of one request: often enough to show how it goes. */
const waitSeconds = 1;

/** The job once it is COMPLETED. Throws the error that it ended with, and the signal's reason. */
export async function completedJob(
  jobs: JobApi,
  jobId: string,
  { signal, onProgress }: CommandContext,
): Promise<FleetJob> {
  for (;;) {
    const job = await jobs.job(jobId, waitSeconds, signal);
    if (job.error !== null) throw problemError(job.error);
    if (finalStates.has(job.status)) return job;
    const { progress, waitingFor } = job;
    if (progress !== null && progress.total > 0) onProgress({ kind: 'chunks', ...progress });
    else onProgress({ kind: 'stage', stage: progress?.stage ?? waitingFor ?? job.status });
  }
}
