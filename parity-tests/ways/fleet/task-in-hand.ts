import { setTimeout as wait } from 'node:timers/promises';
import { fleetStatusSchema } from '../../../contracts/wire/fleet-status.ts';
import { finalStates, jobStatusSchema } from '../../../contracts/wire/job.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { ask } from '../server/jobs.ts';
import type { Server } from '../server/server.ts';
import type { FleetServer } from './fleet-server.ts';

export interface TaskInHand {
  readonly taskId: string;
  /** The worker's id, another one after each start. */
  readonly worker: string;
}

const pollMs = 50;
/** Longer than what workers tell may be old. */
const heldMs = 1200;
const stateSchema = jobStatusSchema.pick({ status: true }).loose();

/**
 * A task of the job that GET /v1/fleet tells this pod has, for longer than anything takes that is not held,
 * and that has no outcome. Its stage may be earlier than that of tasks that are done: while one worker is
 * on its way to the next border, others have chunks of what lies behind the last. Throws INTERNAL where
 * the job ends before.
 */
export async function taskInHand(
  server: FleetServer,
  { jobId, pod }: { jobId: string; pod: string },
  signal: AbortSignal,
): Promise<TaskInHand> {
  for (;;) {
    const isOver = await hasEnded(server, jobId, signal);
    const fleet = fleetStatusSchema.parse(
      await (await ask(server, '/v1/fleet', { signal })).json(),
    );
    const open = (await server.tasks(jobId)).filter(({ outcome }) => outcome === null);
    for (const { worker, running } of fleet.workers.filter((one) => one.pod === pod)) {
      const held = running.filter(({ forMs }) => forMs > heldMs);
      const taskId = held.find((task) => open.some((one) => one.taskId === task.taskId))?.taskId;
      if (taskId) return { taskId, worker };
    }
    if (isOver) {
      throw new LiveCalcError(
        'INTERNAL',
        `The job ended, and ${pod} was not seen with a task of it.`,
      );
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
