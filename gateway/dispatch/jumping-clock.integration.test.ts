/** What if the clock of a gateway jumps? How long something lasts is not measured by it. */
import { expect, test } from 'vitest';
import type { Task } from '../../contracts/wire/task.ts';
import { resultHashOf, type PretendRun } from './testing/pretend-run.ts';
import type { ScriptedWorker } from './testing/scripted-worker.ts';
import { SmallFleet } from './testing/small-fleet.ts';

const sums = [{ type: 'f64', length: 5 }] as const;
const run: PretendRun = { units: [40, 64], grain: 2, unitMs: 40, sums };
const expected = resultHashOf(run);

test('the clock jumps back an hour, then a worker dies and the queue forgets its task', async () => {
  await using fleet = await SmallFleet.open();
  let aheadMs = 3_600_000;
  const gateway = fleet.gateway('one', { now: () => Date.now() + aheadMs });
  const worker: ScriptedWorker = fleet.worker(run, {
    script: async (task, right) => {
      if (task.kind !== 'chunk') return await right();
      await seenAt(fleet, task);
      aheadMs = 0;
      worker.kill();
      await fleet.queue.withdraw(task.jobId);
      fleet.worker(run);
      return null;
    },
  });
  const job = await fleet.ended(await fleet.submit(gateway));
  expect(job.result?.resultHash).toBe(expected);
  await worker.stop();
});

/** Once the gateway has heard who is at the task. */
async function seenAt(fleet: SmallFleet, { taskId }: Task): Promise<void> {
  const heard = Promise.withResolvers<void>();
  let times = 0;
  using _ = fleet.queue.onNews((news) => {
    const isHere = news.kind === 'worker' && news.status.running.some((at) => at.taskId === taskId);
    if (isHere && ++times === 3) heard.resolve();
  });
  await heard.promise;
}
