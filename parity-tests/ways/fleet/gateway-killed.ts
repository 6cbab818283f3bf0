/** The gateway that leads the job is killed while a worker has a task of it. */
import { fleetJobSchema } from '../../../contracts/wire/fleet-job.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { ServerProcess } from '../../../local-fleet/server-process.ts';
import { ask } from '../server/jobs.ts';
import type { Fault } from './fault.ts';
import type { ProcessFleet } from './fleet-server.ts';
import { HoldFrom } from './hold-from.ts';
import { taskInHand } from './task-in-hand.ts';

const transitionsSchema = fleetJobSchema.pick({ transitions: true }).loose();

export async function killLeader(fleet: ProcessFleet, atStage: number): Promise<Fault> {
  const [busy] = fleet.workers;
  const held = await HoldFrom.stage(atStage, busy!.process);
  let killed: ServerProcess | null = null;
  return {
    strike: async (jobId, signal) => {
      await held.begin(fleet, jobId, signal);
      await taskInHand(fleet, { jobId, pod: busy!.pod }, signal);
      killed = await leaderOf(fleet.gateways);
      await killed.kill();
      // The answer to what the worker has comes to the other gateway.
      held.release();
    },
    check: async (jobId) => {
      const job = await (await ask(fleet, `/v1/jobs/${jobId}`, {})).json();
      const { transitions } = transitionsSchema.parse(job);
      const leads = transitions.map(({ by }) => by).filter((by) => by.startsWith('gateway '));
      if (new Set(leads).size > 1) return;
      const message = `The job was led to its end by ${leads[0]}: the gateway that was killed had none.`;
      throw new LiveCalcError('INTERNAL', message);
    },
    [Symbol.asyncDispose]: async () => {
      held.release();
      if (killed?.pid === null) await killed.start();
    },
  };
}

/** Throws INTERNAL where no gateway leads a job. */
async function leaderOf(gateways: readonly ServerProcess[]): Promise<ServerProcess> {
  for (const gateway of gateways) {
    const metrics = await ask({ url: gateway.url, headers: {} }, '/metrics', {});
    if (/^livecalc_jobs_led [1-9]/m.test(await metrics.text())) return gateway;
  }
  throw new LiveCalcError('INTERNAL', 'No gateway leads the job that is running.');
}
