/**
 * I1: a column has its bits whatever else is asked for, however many threads there are and however
 * the work is cut. Every set of tables, with and without their optional columns, and every optional
 * column by itself, beside the run that asks for everything.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { RunConfig } from '../contracts/config.ts';
import type { RunInputs } from '../contracts/run-inputs.ts';
import { nodeEngines } from '../engines-wasm/node/engine-files.ts';
import { nodePlatform } from '../runtime/node/platform.ts';
import { ThreadPool } from '../runtime/pool/thread-pool.ts';
import { runValuation } from '../runtime/run-valuation.ts';
import type { DrawnModel } from './random-models/drawn-model.ts';
import { followingRate, groupedByRegion, plain, rich } from './random-models/chosen-models.ts';
import { writeModel } from './random-models/model-folder.ts';
import { loadFolder } from './value-folder.ts';

type Output = Pick<RunConfig['output'], 'tables' | 'columns'>;

const models: readonly { readonly name: string; readonly model: DrawnModel }[] = [
  { name: 'cash flows that are the same in all scenarios', model: plain },
  { name: 'the same, of products and by group', model: groupedByRegion(rich, 100_000) },
  { name: 'the same, of model points by group', model: groupedByRegion(rich, 60) },
  { name: 'lapses by one reference rate', model: followingRate(plain, 0.03) },
  {
    name: 'the same, of model points by group',
    model: groupedByRegion(followingRate(rich, 0.03), 60),
  },
  { name: 'lapses by the policy’s own rate', model: followingRate(plain, 'reference_rate') },
  { name: 'the same, of products', model: followingRate(rich, 'reference_rate') },
  {
    name: 'the same, of model points by group',
    model: groupedByRegion(followingRate(plain, 'reference_rate'), 60),
  },
];

/** A table is not asked for, or with none, all or one of its optional columns. */
function askings({ tables, columns }: Output): readonly Output[] {
  const own = tables.filter((table) => !table.endsWith('_by_group'));
  let sets: readonly Output[] = [{ tables: [], columns: {} }];
  for (const table of own) {
    const optional = columns[table]!;
    sets = sets.flatMap((set) => [set, withTable(set, table, []), withTable(set, table, optional)]);
  }
  const nothing = { tables: [], columns: {} };
  const singles = tables.flatMap((table) =>
    (columns[table] ?? []).map((column) => withTable(nothing, table, [column])),
  );
  const byGroup = tables
    .filter((table) => !own.includes(table))
    .map((table) => withTable(nothing, table, []));
  return [...sets.filter((set) => set.tables.length > 0), ...singles, ...byGroup];
}

function withTable(output: Output, table: string, columns: readonly string[]): Output {
  return {
    tables: [...output.tables, table],
    columns: { ...output.columns, ...(columns.length > 0 && { [table]: [...columns] }) },
  };
}

const platform = nodePlatform();
const pools = [1, 2, 3].map((threads) => new ThreadPool(platform, threads));
afterAll(() => pools.forEach((pool) => pool.close()));

/** A schedule of its own for each number. */
async function columnHashes(
  config: RunConfig,
  inputs: RunInputs,
  schedule: number,
): Promise<Map<string, string>> {
  const { result } = await runValuation({
    config,
    inputs,
    engines: nodeEngines(),
    platform,
    pool: pools[schedule % pools.length]!,
    unitsPerChunk: [1, 2, 4, 8][schedule % 4]!,
  });
  return new Map(result.columns.map(({ name, sha256 }) => [name, sha256]));
}

test.each(models)('$name: what is asked for has one value', async ({ model }) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-asked-'));
  try {
    await writeModel(folder, model);
    const { config, inputs } = await loadFolder(folder);
    const everything = await columnHashes(config, inputs, 0);
    for (const [index, output] of askings(config.output).entries()) {
      const asked = { ...config, output: { ...config.output, ...output } };
      const found = await columnHashes(asked, inputs, index + 1);
      const expected = [...found.keys()].map((name) => [name, everything.get(name)]);
      expect([JSON.stringify(output), ...found]).toEqual([JSON.stringify(output), ...expected]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
