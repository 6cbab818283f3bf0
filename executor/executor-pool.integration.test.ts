/** Runs in processes, as a server hands them out: what comes back, and what stays. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunResult } from '../contracts/run-result.ts';
import { nodeEngines } from '../engines-wasm/node/engine-files.ts';
import { readInputs } from '../model/model-inputs.ts';
import { describeColumn } from '../runtime/hashing/column-hash.ts';
import { createNodeSha256 } from '../runtime/node/node-sha256.ts';
import { nodePlatform } from '../runtime/node/platform.ts';
import { runValuation } from '../runtime/run-valuation.ts';
import type { Valuation } from '../runtime/valuation.ts';
import { openFile } from '../tables/node/file-source.ts';
import { throwProblem } from '../tables/problem.ts';
import { openTable } from '../tables/read-table.ts';
import { selfTestFolder } from './capabilities/self-test.ts';
import { executorProcesses } from './testing/processes.ts';
import { Heard, noAbort } from './testing/run-listeners.ts';
import { StoredModels } from './testing/stored-models.ts';
import { ExecutorPool } from './executor-pool.ts';
import type { RunTask } from './executor.ts';
import { residentBytes } from './memory-watch.ts';
import { taskModel } from './process/task-model.ts';

const termLife = path.join(import.meta.dirname, '../examples/term-life');
const allTables = { output: { tables: ['scenarios', 'cash_flows', 'policies'] } };

let models: StoredModels;
let executors: ExecutorPool;

beforeAll(() => {
  models = new StoredModels();
  executors = new ExecutorPool({ threads: 2, memoryMb: 2048, dataFolder: models.dataFolder });
});
afterAll(async () => {
  await executors[Symbol.asyncDispose]();
  models[Symbol.dispose]();
});

async function run(task: RunTask, heard: Heard = new Heard()): Promise<RunResult> {
  const planned = await executors.plan(task, noAbort());
  return await planned.run(heard, noAbort());
}

async function inProcess(task: RunTask): Promise<Valuation> {
  const inputs = await readInputs(taskModel(task), noAbort());
  const { config } = task;
  return await runValuation({ config, inputs, engines: nodeEngines(), platform: nodePlatform() });
}

describe('a run in a process', () => {
  test('is the run in this process, to the last bit', async () => {
    const task = await models.task(termLife, allTables);
    const planned = await executors.plan(task, noAbort());
    const heard = new Heard();
    const result = await planned.run(heard, noAbort());
    const { result: expected } = await inProcess(task);

    expect(planned.planned).toMatchObject({
      runHash: expected.runHash,
      executionOrder: ['compress', 'scenarios', 'projection'],
    });
    const { timings, ...facts } = result;
    expect(facts).toEqual({ ...expected, timings: undefined, threads: 2 });
    expect(Object.keys(timings)).toEqual(expect.arrayContaining(['read', 'hash', 'write']));
    expect(heard.tables.map(({ table }) => table)).toEqual(allTables.output.tables);
    expect(heard.progress.length).toBeGreaterThan(0);
  });

  test('stores tables that are, read back, what was hashed', async () => {
    const task = await models.task(selfTestFolder, allTables);
    const heard = new Heard();
    const result = await run(task, heard);
    for (const { table: name, rows, sizeBytes, sha256 } of heard.tables) {
      const file = path.join(task.resultFolder, `${name}.arrow`);
      const bytes = readFileSync(file);
      expect(bytes.byteLength).toBe(sizeBytes);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      await using source = await openFile(file, `${name}.arrow`);
      const opened = await openTable(source);
      const columns = opened.columnNames;
      const asked = { columns, types: {}, report: throwProblem, signal: undefined };
      const table = await opened.read(asked);
      expect(table.length).toBe(rows);
      const hashes = table.columns.map((column) => describeColumn(name, column, createNodeSha256));
      expect(hashes).toEqual(result.columns.filter((column) => column.name.startsWith(`${name}.`)));
    }
  });

  test('takes no more threads than it wishes for', async () => {
    const wish = await models.task(selfTestFolder, { execution: { threads: 1 } });
    const tooMany = await models.task(selfTestFolder, { execution: { threads: 64 } });
    expect((await run(wish)).threads).toBe(1);
    expect((await run(tooMany)).threads).toBe(2);
  });

  test('can be let go of before it is run, and planned again', async () => {
    const task = await models.task(selfTestFolder);
    const first = await executors.plan(task, noAbort());
    first.release();
    const second = await executors.plan(task, noAbort());
    expect(second.planned).toEqual(first.planned);
    expect((await second.run(new Heard(), noAbort())).runHash).toBe(first.planned.runHash);
  });

  test('has others beside it, and after it', async () => {
    const counts = [100, 101, 102, 103, 104, 105];
    const results = await Promise.all(
      counts.map(async (count) =>
        run(await models.task(selfTestFolder, { scenarios: { model: 'gbm', count, seed: 7 } })),
      ),
    );
    expect(results.map(({ scenarioCount }) => scenarioCount)).toEqual(counts);
  });
});

describe('memory', () => {
  test('goes back when a run is over', async () => {
    // About 150 MiB that engines share, each time.
    const scenarios = { model: 'gbm', count: 300_000, seed: 7 };
    const task = await models.task(termLife, { scenarios });
    await run(task);
    const most = (): number =>
      Math.max(...executorProcesses().map((pid) => residentBytes(pid) ?? 0));
    const before = most();
    for (let repeat = 0; repeat < 4; repeat++) await run(task);
    await expect.poll(() => (most() - before) / 1024 ** 2).toBeLessThan(100);
  });
});

describe('a file that changed under the same name', () => {
  test('is read again, whatever the run before has kept', async () => {
    const before = await models.task(selfTestFolder);
    const mortality = readFileSync(path.join(selfTestFolder, 'mortality.csv'), 'utf8');
    const files = { 'mortality.csv': mortality.replaceAll(/^30,.*$/gm, '30,0.5,0.5') };
    const after = await models.task(selfTestFolder, {}, { files });
    const [first, second, third] = [await run(before), await run(after), await run(before)];
    expect(second.resultHash).toBe((await inProcess(after)).result.resultHash);
    expect(second.resultHash).not.toBe(first.resultHash);
    expect(third.resultHash).toBe(first.resultHash);
  });
});

describe('an error of the user', () => {
  test('names the file as the user does, and no folder of the server', async () => {
    const files = { 'lapse.csv': 'year,lapse_rate\n1,1.5\n' };
    const task = await models.task(selfTestFolder, {}, { files });
    const error: Error = await executors.plan(task, noAbort()).then(
      () => expect.unreachable(),
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ code: 'VALUE_INVALID', details: { file: 'lapse.csv', row: 1 } });
    expect(JSON.stringify(error)).not.toContain(models.dataFolder);
  });

  test('leaves the process as good as before', async () => {
    await run(await models.task(selfTestFolder));
    const before = executorProcesses();
    const files = { 'lapse.csv': 'year,lapse_rate\n1,1.5\n' };
    const broken = await models.task(selfTestFolder, {}, { files });
    await expect(executors.plan(broken, noAbort())).rejects.toMatchObject({
      code: 'VALUE_INVALID',
    });
    await run(await models.task(selfTestFolder));
    expect(executorProcesses()).toEqual(before);
  });

  test('that an asset is not there says which', async () => {
    const task = await models.task(selfTestFolder);
    const assets = new Map([...task.assets].filter(([name]) => name !== 'lapse.csv'));
    const planned = executors.plan({ ...task, assets }, noAbort());
    await expect(planned).rejects.toMatchObject({
      code: 'ASSET_MISSING',
      details: { file: 'lapse.csv' },
    });
  });

  test('that a model was made for other engines names both', async () => {
    const expected = 'ab'.repeat(32);
    const task = await models.task(selfTestFolder, {}, { engines: { projection: expected } });
    await expect(executors.plan(task, noAbort())).rejects.toMatchObject({
      code: 'ENGINE_MISMATCH',
      message: expect.stringContaining(expected),
      details: { node: 'projection', found: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });
});
