import { setTimeout as wait } from 'node:timers/promises';
import { fleetStatusSchema } from '../../../contracts/wire/fleet-status.ts';
import { finalStates, jobStatusSchema } from '../../../contracts/wire/job.ts';
import { ask } from '../server/jobs.ts';
import type { Server } from '../server/server.ts';

const pollMs = 5;
const seenSchema = jobStatusSchema.pick({ status: true }).loose();

/** The pod of a worker that works on the job; null where the job has ended before one was seen. */
export async function busyPod(server: Server, jobId: string): Promise<string | null> {
  for (;;) {
    const fleet = fleetStatusSchema.parse(await (await ask(server, '/v1/fleet', {})).json());
    const busy = fleet.workers.find(({ running }) => running.some((task) => task.jobId === jobId));
    if (busy !== undefined) return busy.pod;
    const job = await (await ask(server, `/v1/jobs/${jobId}`, {})).json();
    if (finalStates.has(seenSchema.parse(job).status)) return null;
    await wait(pollMs);
  }
}
