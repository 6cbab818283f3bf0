/** What is there only sometimes: optional inputs and columns, groups, policies behind model points. */
import { describe, expect, test } from 'vitest';
import { LiveCalcError } from '../contracts/errors.ts';
import type { BlockColumn, RunInputs } from '../contracts/run-inputs.ts';
import type { Table } from '../contracts/table.ts';
import { nodePlatform } from './node/platform.ts';
import { runValuation } from './run-valuation.ts';
import { testEngines } from './testing/fixture-engines.ts';
import { sampleConfig, sampleInputs } from './testing/sample-inputs.ts';
import type { Valuation } from './valuation.ts';

const count = 1000;
const products = ['endowment', 'term', 'whole life'];
const premiums = Float64Array.from({ length: count }, (_, row) => 100 + row / 7);
const group = Uint32Array.from({ length: count }, (_, row) => (row * 5) % products.length);

function f64(name: string, values: Float64Array): BlockColumn {
  return { name, type: 'f64', values, shape: [values.length] };
}

function u32(name: string, values: Uint32Array): BlockColumn {
  return { name, type: 'u32', values, shape: [values.length] };
}

const plain: RunInputs = {
  ...sampleInputs([]),
  policyCount: count,
  horizonYears: 3,
  policies: { columns: [f64('premium', premiums)] },
  policyTable: {
    name: 'policies',
    length: count,
    columns: [
      { name: 'policy_id', type: 'utf8', values: Array.from(premiums, (_, row) => `P${row + 1}`) },
    ],
  },
};

const grouped: RunInputs = {
  ...plain,
  policies: { columns: [u32('group', group), f64('premium', premiums)] },
  groups: {
    count: products.length,
    keys: [{ name: 'product_type', type: 'utf8', values: products }],
  },
};

/** Rows of two policies each: the first with the last, and so on. */
function asModelPoints(inputs: RunInputs): RunInputs {
  const members = Uint32Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? index / 2 : count - 1 - (index - 1) / 2,
  );
  const amounts = [
    f64(
      'premium',
      Float64Array.from(members, (policy) => premiums[policy]!),
    ),
  ];
  const end = Uint32Array.from({ length: count / 2 }, (_, row) => 2 * row + 2);
  const sums = Float64Array.from(end, (_, row) => premiums[row]! + premiums[count - 1 - row]!);
  return {
    ...inputs,
    policies: { columns: [f64('premium', sums)] },
    modelPoints: { members, end, amounts },
  };
}

interface Asked {
  readonly tables: readonly string[];
  readonly columns?: Readonly<Record<string, readonly string[]>>;
  readonly groupBy?: readonly string[];
  readonly mode?: string;
  readonly unitsPerChunk?: number;
  /** What the table of policies is called. */
  readonly policies?: string;
}

function value(inputs: RunInputs, asked: Asked): Promise<Valuation> {
  const { tables, columns = {}, groupBy, mode = 'plain', unitsPerChunk = 1 } = asked;
  const { policies = 'policies' } = asked;
  const node = {
    id: 'premiums',
    engine: 'wasm://grouped',
    inputs: ['$policies', '$assumptions', '$members'],
    outputs: [policies, 'cash_flows', 'cash_flows_by_group', 'seen'].map(
      (table) => `bus://results/${table}`,
    ),
    config: { basis: { mode } },
  };
  return runValuation({
    config: sampleConfig({
      pipeline: { nodes: [node] },
      output: { tables, columns },
      execution: { threads: 2 },
      ...(groupBy && { groupBy }),
    }),
    inputs,
    engines: testEngines(),
    platform: nodePlatform(),
    unitsPerChunk,
  });
}

function column(tables: readonly Table[], table: string, name: string): unknown[] {
  const found = tables.find((one) => one.name === table)!.columns.find((one) => one.name === name)!;
  return [...found.values];
}

async function problem(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LiveCalcError);
  return (error as LiveCalcError).message;
}

const factor = { columns: [f64('factor', Float64Array.of(0.5, 0.25))] };

describe('what an engine is given', () => {
  const names = (
    'group premium weight factor member_end members.premium by_group total policies.premium ' +
    'doubled cash_flows.premiums weighted cash_flows_by_group.premiums seen always factors'
  ).split(' ');

  async function seen(inputs: RunInputs, asked: Omit<Asked, 'tables'>, more: string[] = []) {
    const { tables } = await value(inputs, { ...asked, tables: ['seen', ...more] });
    return column(tables, 'seen', 'is_there').flatMap((is, index) => (is ? names[index] : []));
  }

  test('is null for optional columns that are absent and outputs that nobody asked for', async () => {
    expect(await seen(plain, {})).toEqual(['premium', 'seen', 'always']);
  });

  test('holds what else is computed for a column that is asked for', async () => {
    const asked = { columns: { cash_flows: ['weighted'] }, mode: 'weighted' };
    expect(await seen({ ...plain, assumptions: factor }, asked, ['cash_flows'])).toEqual(
      'premium factor total cash_flows.premiums weighted seen always factors'.split(' '),
    );
  });

  test('are members and their end where rows are model points', async () => {
    const found = await seen(asModelPoints(plain), {});
    expect(found).toEqual(['premium', 'member_end', 'members.premium', 'seen', 'always']);
  });
});

describe('groups', () => {
  const asked = { tables: ['cash_flows'], groupBy: ['product_type'] };

  test('bring the tables by group, keyed by year and grouping columns', async () => {
    const { tables } = await value(grouped, asked);
    expect(tables.map(({ name }) => name)).toEqual(['cash_flows', 'cash_flows_by_group']);
    expect(column(tables, 'cash_flows_by_group', 'year')).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
    const keys = column(tables, 'cash_flows_by_group', 'product_type');
    expect(keys).toEqual([...products, ...products, ...products]);
  });

  test('add up to the total', async () => {
    const { tables } = await value(grouped, asked);
    const parts = column(tables, 'cash_flows_by_group', 'premiums') as number[];
    const total = column(tables, 'cash_flows', 'premiums') as number[];
    const added = total.map(
      (_, year) => parts[3 * year]! + parts[3 * year + 1]! + parts[3 * year + 2]!,
    );
    added.forEach((sum, year) => expect(sum).toBeCloseTo(total[year]!, 6));
    expect(total[1]).toBe(2 * total[0]!);
  });

  test('give the same bits whatever the chunks', async () => {
    const hashes = await Promise.all(
      [1, 2, 4].map(
        async (unitsPerChunk) => (await value(grouped, { ...asked, unitsPerChunk })).result,
      ),
    );
    expect(new Set(hashes.map(({ resultHash }) => resultHash)).size).toBe(1);
    expect(new Set(hashes.map(({ runHash }) => runHash)).size).toBe(1);
  });

  test('change nothing else, and are part of what was asked', async () => {
    const without = await value(grouped, { tables: ['cash_flows'] });
    const { tables, result } = await value(grouped, asked);
    expect(tables[0]).toEqual(without.tables[0]);
    expect(result.runHash).not.toBe(without.result.runHash);
  });

  test('must be given where a table by group is asked for', async () => {
    const message = await problem(value(plain, { tables: ['cash_flows_by_group'] }));
    expect(message).toContain('asks for "cash_flows_by_group"');
    expect(message).toContain('Set groupBy');
  });
});

describe('optional columns', () => {
  const tables = ['policies'];
  const columns = { policies: ['doubled'] };

  test('stand beside the others, which they do not change, and are part of what was asked', async () => {
    const without = await value(plain, { tables });
    const asked = await value(plain, { tables, columns });
    expect(asked.tables[0]!.columns.map(({ name }) => name)).toEqual([
      'policy_id',
      'premium',
      'doubled',
    ]);
    expect(asked.tables[0]!.columns.slice(0, 2)).toEqual(without.tables[0]!.columns);
    expect(asked.result.runHash).not.toBe(without.result.runHash);
  });

  test.each([
    {
      asked: { tables, columns: { policies: ['dubled'] } },
      says: 'asks for "dubled" of the table "policies", which has no such column. Was doubled meant?',
    },
    {
      asked: { tables, columns: { polices: ['doubled'] } },
      says: 'the table "polices", which is not in output.tables. Was policies meant?',
    },
    {
      asked: { tables: ['cash_flows'], columns: { cash_flows: ['weighted'] } },
      says: 'computes cash_flows.weighted only where basis.mode is weighted, and here it is not',
    },
    {
      asked: { tables: ['cash_flows'], columns: { cash_flows: ['weighted'] }, mode: 'weighted' },
      says: 'grouped, scratch factors, declares the axis "cell", and no input that is there gives its',
    },
  ])('that cannot be had are an error: $says', async ({ asked, says }) => {
    expect(await problem(value(plain, asked))).toContain(says);
  });

  test('the method is named by the parameter it depends on', async () => {
    const plainly = await value(plain, { tables });
    const weighted = await value(plain, { tables, mode: 'weighted' });
    expect([plainly.result.method, weighted.result.method]).toEqual(['as-it-is', 'by-weight']);
  });
});

test('what names the rows of a table is part of what was asked, whatever the table is called', async () => {
  const [id] = plain.policyTable.columns;
  const values = Array.from({ length: count }, (_, row) => `Q${row + 1}`);
  const renamed = {
    ...plain,
    policyTable: { ...plain.policyTable, columns: [{ ...id!, values }] },
  } as RunInputs;
  const hashOf = async (inputs: RunInputs, tables: readonly string[]): Promise<string> =>
    (await value(inputs, { tables, policies: 'by_policy' })).result.runHash;

  expect(await hashOf(renamed, ['by_policy'])).not.toBe(await hashOf(plain, ['by_policy']));
  expect(await hashOf(renamed, ['cash_flows'])).toBe(await hashOf(plain, ['cash_flows']));
});

describe('policies behind model points', () => {
  const points = asModelPoints(plain);

  test('are put back into the order of the file', async () => {
    const { tables, result } = await value(points, { tables: ['policies'] });
    expect(column(tables, 'policies', 'premium')).toEqual([...premiums]);
    expect(column(tables, 'policies', 'policy_id').at(-1)).toBe(`P${count}`);
    expect([result.policyCount, result.modelPointCount]).toEqual([count, count / 2]);
  });

  test('a value that is not finite names the policy, or the first of the model point', async () => {
    const [row] = points.policies.columns;
    const values = row!.values.slice() as Float64Array;
    values[3] = NaN;
    const node = {
      id: 'bad',
      engine: 'wasm://misbehave',
      inputs: ['$policies'],
      outputs: ['bus://results/policies', 'bus://results/total'],
    };
    const run = runValuation({
      config: sampleConfig({ pipeline: { nodes: [node] }, output: { tables: ['policies'] } }),
      inputs: { ...points, policies: { columns: [{ ...row!, values }] } },
      engines: testEngines(),
      platform: nodePlatform(),
    });
    expect(await problem(run)).toContain('for policy P4 and 1 more of the same model point');
  });
});
