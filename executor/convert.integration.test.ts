/** Stored tables in other formats, written in a process: the same bits. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Column, ColumnType, Table } from '../contracts/table.ts';
import type { Representation } from '../contracts/wire/task.ts';
import { describeColumn } from '../runtime/hashing/column-hash.ts';
import { createNodeSha256 } from '../runtime/node/node-sha256.ts';
import { openFile } from '../tables/node/file-source.ts';
import { createFileSink } from '../tables/node/file-sink.ts';
import { readTable } from '../tables/read-table.ts';
import { writeTable } from '../tables/write-table.ts';
import { selfTestFolder } from './capabilities/self-test.ts';
import { ExecutorPool } from './executor-pool.ts';
import type { Converted } from './executor.ts';
import { noAbort } from './testing/run-listeners.ts';
import { SpreadJob } from './testing/spread-job.ts';
import { StoredModels } from './testing/stored-models.ts';

/** Two groups of rows, with what is easily lost on the way. */
const length = 70_000;
const table: Table = {
  name: 'policies',
  length,
  columns: [
    {
      name: 'policy_id',
      type: 'utf8',
      values: Array.from({ length }, (_, row) => (row % 5 === 0 ? `é, "${row}"\n` : `p${row}`)),
    },
    {
      name: 'count',
      type: 'u32',
      values: Uint32Array.from({ length }, (_, row) => 2 ** 32 - 1 - row),
    },
    { name: 'shift', type: 'i32', values: Int32Array.from({ length }, (_, row) => row - 35_000) },
    {
      name: 'mean',
      type: 'f64',
      values: Float64Array.from({ length }, (_, row) => (row % 3 === 0 ? -0 : 1 / (row - 0.1))),
    },
  ],
};
const types = Object.fromEntries(table.columns.map(({ name, type }) => [name, type]));

let models: StoredModels;
let executors: ExecutorPool;
let stored: string;
beforeAll(async () => {
  models = new StoredModels();
  executors = new ExecutorPool({ threads: 1, memoryMb: 2048, dataFolder: models.dataFolder });
  // Objects are named by their hash: the name says nothing of the format.
  stored = path.join(models.dataFolder, 'ab'.repeat(32));
  await writeTable(table, 'arrow', createFileSink(stored));
});
afterAll(async () => {
  await executors[Symbol.asyncDispose]();
  models[Symbol.dispose]();
});

async function convert(
  format: Representation,
  file: string = stored,
): Promise<{ target: string; converted: Converted }> {
  const target = path.join(models.dataFolder, `converted.${format}`);
  return { target, converted: await executors.convert({ file, format, target }, noAbort()) };
}

function hashes(columns: readonly Column[]): unknown {
  return columns.map((column) => describeColumn('policies', column, createNodeSha256));
}

describe('a stored table', () => {
  test.each(['parquet', 'csv'] as const)('has the same columns as %s', async (format) => {
    const { target, converted } = await convert(format);
    await using source = await openFile(target);
    const read = await readTable(source, { types });
    expect(hashes(read.columns)).toEqual(hashes(table.columns));
    const bytes = readFileSync(target);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(converted.object).toEqual({ sha256, sizeBytes: bytes.byteLength });
    expect(converted.computeMs).toBeGreaterThan(0);
  });

  test('has the same columns as JSON', async () => {
    const { target } = await convert('json');
    const rows = JSON.parse(readFileSync(target, 'utf8')) as Record<string, string & number>[];
    const columns = table.columns.map(({ name, type }): Column => {
      const values = rows.map((row) => row[name]!);
      return typed(name, type, values);
    });
    expect(hashes(columns)).toEqual(hashes(table.columns));
  });

  test('is converted to the same bytes whenever that is asked', async () => {
    const [first, second] = [await convert('parquet'), await convert('parquet')];
    expect(second.converted.object).toEqual(first.converted.object);
  });

  test('is converted beside a run that a process holds', async () => {
    const task = await models.task(selfTestFolder);
    const jobs = [new SpreadJob(models, task), new SpreadJob(models, task)];
    for (const job of jobs) await job.reach(executors);
    await convert('csv');
    for (const job of jobs) await job.run({ executors: [executors] });
    expect(jobs.map(({ beginnings }) => beginnings)).toEqual([1, 1]);
  });

  test('that is none is refused, and no file is left', async () => {
    const file = path.join(models.dataFolder, 'broken');
    writeFileSync(file, 'not a table');
    await expect(convert('json', file)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});

function typed(name: string, type: ColumnType, values: (string & number)[]): Column {
  if (type === 'f64') return { name, type, values: Float64Array.from(values) };
  if (type === 'u32') return { name, type, values: Uint32Array.from(values) };
  if (type === 'i32') return { name, type, values: Int32Array.from(values) };
  return { name, type, values };
}
