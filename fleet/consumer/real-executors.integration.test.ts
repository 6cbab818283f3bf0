import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ExecutorPool } from '../../executor/executor-pool.ts';
import { Heard, noAbort } from '../../executor/testing/run-listeners.ts';
import { SpreadJob } from '../../executor/testing/spread-job.ts';
import { StoredModels } from '../../executor/testing/stored-models.ts';
import { runtimeVersion } from '../../runtime/version.ts';
import { startConsumer } from './testing/consumer-bench.ts';
import { FolderTaskObjects } from './testing/folder-task-objects.ts';
import { QueuedExecutors } from './testing/queued-executors.ts';

const example = path.join(import.meta.dirname, '../../examples/term-life');

it('gives the bytes of a run on one machine, spread over two workers and a queue', async () => {
  using models = new StoredModels();
  const { dataFolder } = models;
  const options = { threads: 1, memoryMb: 1024, dataFolder };
  await using alone = new ExecutorPool(options);
  const task = await models.task(example, { output: { tables: ['scenarios', 'cash_flows'] } });
  const planned = await alone.plan(task, noAbort());
  const expected = await planned.run(new Heard(), noAbort());

  const lane = { runtimeVersion, pool: 'shared' };
  using objects = new FolderTaskObjects(dataFolder);
  const { queue } = startConsumer(alone, { lane, folder: dataFolder, objects });
  await using other = new ExecutorPool(options);
  startConsumer(other, { lane, folder: dataFolder, queue, objects });
  const queued = new QueuedExecutors(queue, objects, lane);
  onTestFinished(() => queued[Symbol.asyncDispose]());
  const job = new SpreadJob(models, task);
  const executors = queued.over(alone);
  const { finished, folder } = await job.run({ executors: [executors, executors] });

  expect(job.frontiers.length).toBeGreaterThan(0);
  expect(finished.result.resultHash).toBe(expected.resultHash);
  expect(finished.planned).toEqual(planned.planned);
  for (const { table, sha256 } of finished.tables) {
    const bytes = readFileSync(path.join(folder, `${table}.arrow`));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  }
});
