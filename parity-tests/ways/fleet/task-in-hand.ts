import { setTimeout as wait } from 'node:timers/promises';
import { fleetStatusSchema } from '../../../contracts/wire/fleet-status.ts';
import { finalStates, jobStatusSchema } from '../../../contracts/wire/job.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { ask } from '../server/jobs.ts';
import type { Server } from '../server/server.ts';

export interface TaskInHand {
  readonly taskId: string;
  /** The worker's id, another one after each start. */
  readonly worker: string;
}

const pollMs = 10;
const stateSchema = jobStatusSchema.pick({ status: true }).loose();

/** A task of the job that GET /v1/fleet tells this pod has. Throws INTERNAL where the job ends before. */
export async function taskInHand(
  server: Server,
  jobId: string,
  pod: string,
  signal: AbortSignal,
): Promise<TaskInHand> {
  for (;;) {
    const isOver = await hasEnded(server, jobId, signal);
    const fleet = fleetStatusSchema.parse(
      await (await ask(server, '/v1/fleet', { signal })).json(),
    );
    for (const { worker, running } of fleet.workers.filter((one) => one.pod === pod)) {
      const taskId = running.find((task) => task.jobId === jobId)?.taskId;
      if (taskId) return { taskId, worker };
    }
    if (isOver) {
      throw new LiveCalcError('INTERNAL', `The job ended, and ${pod} never had a task of it.`);
    }
    await wait(pollMs, undefined, { signal });
  }
}

/** Whether the job is in a final state. */
export async function hasEnded(
  server: Server,
  jobId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const job = await (await ask(server, `/v1/jobs/${jobId}`, { signal })).json();
  return finalStates.has(stateSchema.parse(job).status);
}
