/** How a job of a fleet stands, as far as anybody can tell: for whoever looks at why it failed. */
import { fleetJobSchema } from '../../../contracts/wire/fleet-job.ts';
import type { TaskRecord } from '../../../gateway/store/job-store.ts';
import { ask } from '../server/jobs.ts';
import type { FleetServer } from './fleet-server.ts';

const patienceMs = 10_000;

/** The job's transitions and tasks, a line each. Throws where nobody answers. */
export async function jobWords(fleet: FleetServer, jobId: string): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(patienceMs);
  const answer = await ask(fleet, `/v1/jobs/${jobId}`, { signal });
  const job = fleetJobSchema.parse(await answer.json());
  const { status, waitingFor, deadlineAt, attempts, error } = job;
  return [
    `job ${jobId}: ${JSON.stringify({ status, waitingFor, deadlineAt, attempts, error })}`,
    ...job.transitions.map(({ at, to, reason, by }) => `${at} ${to} by ${by}: ${reason}`),
    ...(await fleet.tasks(jobId)).map(taskLine),
  ];
}

function taskLine({ taskId, state, attempts, lost, preempted, outcome }: TaskRecord): string {
  const error = outcome?.kind === 'failed' ? outcome.error : undefined;
  const ended = outcome && { kind: outcome.kind, worker: outcome.worker, error };
  return `task ${taskId}: ${state} ${JSON.stringify({ attempts, lost, preempted, ...ended })}`;
}
