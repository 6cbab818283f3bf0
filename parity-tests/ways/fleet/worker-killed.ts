/** One worker is killed with a task of the job in its hands. */
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { Fault } from './fault.ts';
import type { ProcessFleet } from './fleet-server.ts';
import { HoldFrom } from './hold-from.ts';
import { taskInHand, type TaskInHand } from './task-in-hand.ts';

export async function killWorker(fleet: ProcessFleet, atStage: number): Promise<Fault> {
  const [victim] = fleet.workers;
  const held = await HoldFrom.stage(atStage, victim!.process);
  let lost: TaskInHand | null = null;
  return {
    strike: async (jobId, signal) => {
      await held.begin(fleet, jobId, signal);
      lost = await taskInHand(fleet, { jobId, pod: victim!.pod }, signal);
      await victim!.process.kill();
      held.release();
    },
    check: async (jobId) => {
      const tasks = await fleet.tasks(jobId);
      const again = tasks.find(({ taskId }) => taskId === lost?.taskId);
      const worker = again?.outcome?.worker;
      if (worker !== undefined && worker !== lost?.worker) return;
      const message = `Task ${lost?.taskId} was done by ${worker}: the worker that was killed lost nothing.`;
      throw new LiveCalcError('INTERNAL', message);
    },
    [Symbol.asyncDispose]: async () => {
      held.release();
      if (victim!.process.pid === null) await victim!.process.start();
    },
  };
}
