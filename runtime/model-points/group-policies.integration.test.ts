/** Policies that agree in what the projection reads of them, grouped by the engine in real threads. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Block, RunInputs } from '../../contracts/run-inputs.ts';
import type { EngineSource } from '../../engines-wasm/engine-source.ts';
import { nodePlatform } from '../node/platform.ts';
import { startPool } from '../plan-valuation.ts';
import { testEngines } from '../testing/fixture-engines.ts';
import { policyInputs, type PolicyColumns } from '../testing/policy-block.ts';
import { sampleConfig } from '../testing/sample-inputs.ts';
import { groupPolicies, type GroupedInputs } from './group-policies.ts';

const platform = nodePlatform();
const engines = testEngines();
const pool = startPool(sampleConfig({ execution: { threads: 2 } }), platform);
afterAll(() => pool.close());

const byColumn = { projection: { dynamicLapse: { ...flat(), reference: 'reference_rate' } } };

function flat(): object {
  return { slope: 1, floor: 0, cap: 2, reference: 0.03 };
}

function group(
  inputs: RunInputs,
  changes: Readonly<Record<string, unknown>> = {},
  from: EngineSource = engines,
) {
  const { signal } = new AbortController();
  const config = sampleConfig(changes);
  return groupPolicies({ config, inputs, engines: from, platform, pool, signal });
}

/** The block's columns as plain numbers. */
function plain(block: Block): PolicyColumns {
  return Object.fromEntries(block.columns.map(({ name, values }) => [name, [...values]]));
}

/** Policies 0 and 2 agree, and so do 1, 3 and 4. */
const five = {
  age: [40, 30, 41, 31, 32],
  mortality_start: [40, -3, 40, -3, -3],
  end_year: [10, 20, 10, 20, 20],
  policy_count: [1, 2, 0.5, 4, 0],
  sum_assured: [100, 200, 300, 400, 500],
  premium: [1, 2, 3, 4, 5],
};

describe('policies that agree in every key', () => {
  test('become one row, in key order, with their amounts added', async () => {
    const { inputs } = await group(policyInputs(five));

    expect(plain(inputs.policies)).toEqual({
      mortality_start: [-3, 40],
      end_year: [20, 10],
      policy_count: [6, 1.5],
      sum_assured: [1100, 400],
      premium: [11, 4],
    });
    expect([...inputs.modelPoints!.members]).toEqual([1, 3, 4, 0, 2]);
    expect([...inputs.modelPoints!.end]).toEqual([3, 5]);
    expect(inputs.policyCount).toBe(5);
  });

  test('keep their amounts, those of a model point side by side, for the table that names them', async () => {
    const given = policyInputs(five);
    const asked = await group(given, { output: { tables: ['policies'] } });

    expect(plain({ columns: asked.inputs.modelPoints!.amounts })).toEqual({
      policy_count: [2, 4, 0, 1, 0.5],
      sum_assured: [200, 400, 500, 100, 300],
      premium: [2, 4, 5, 1, 3],
    });
    expect((await group(given)).inputs.modelPoints!.amounts).toEqual([]);
  });

  test('have a reference rate of 0 where some say -0', async () => {
    const given = policyInputs({ ...five, reference_rate: [-0, 0.02, 0, 0.02, 0.02] });
    const { inputs } = await group(given, byColumn);

    expect(plain(inputs.policies)['reference_rate']).toEqual([0.02, 0]);
  });

  test('are told apart by the rate they guarantee only where lapses follow it', async () => {
    const given = policyInputs({ ...five, reference_rate: [0.01, 0.02, 0.03, 0.02, 0.02] });

    expect((await group(given)).inputs.modelPoints!.end).toHaveLength(2);
    expect((await group(given, byColumn)).inputs.modelPoints).toBeNull();
    expect((await group(given)).inputs.modelPoints!.end).toHaveLength(2);
  });
});

describe('policies stay rows in portfolio order', () => {
  test('where more than half of them have keys of their own', async () => {
    const given = policyInputs({ ...five, end_year: [10, 20, 11, 20, 20] });
    const { inputs, earlier } = await group(given);

    expect(inputs.policies).toBe(given.policies);
    expect(inputs.modelPoints).toBeNull();
    expect(earlier.map(({ info }) => info.name)).toEqual(['compress']);
  });

  test('where there is only one', async () => {
    const one = Object.fromEntries(Object.entries(five).map(([name, [first]]) => [name, [first!]]));
    expect((await group(policyInputs(one))).inputs.modelPoints).toBeNull();
  });

  test('for a pipeline of the user’s own, which may read any column', async () => {
    const node = { id: 'own', engine: 'wasm://annuity', inputs: ['$policies'], outputs: [] };
    const found = await group(policyInputs(five), { pipeline: { nodes: [node] } });

    expect(found.inputs.modelPoints).toBeNull();
    expect(found.earlier).toEqual([]);
  });
});

test('a portfolio is grouped once for all runs on it', async () => {
  const given = policyInputs(five);
  const first = await group(given);
  const again = await group({ ...given, policies: { columns: [...given.policies.columns] } });

  expect(again.inputs.policies).toEqual(first.inputs.policies);
  again.inputs.policies.columns.forEach(({ values }, index) => {
    expect(values).toBe(first.inputs.policies.columns[index]!.values);
  });
});

test('other amounts on the same keys are added as the engine would', async () => {
  const given = policyInputs(five);
  await group(given);
  const tenths = Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.7);
  const columns = given.policies.columns.map((column) =>
    column.name === 'premium' ? { ...column, values: tenths } : column,
  );
  const recalled = await group({ ...given, policies: { columns } });
  const anew = await group(policyInputs({ ...five, premium: [...tenths] }));

  expect(plain(recalled.inputs.policies)).toEqual(plain(anew.inputs.policies));
});

test('a grouping is not known where another engine would look for it', async () => {
  const given = policyInputs(five);
  // An empty custom section changes the module's bytes and nothing that it does.
  const other: EngineSource = {
    ...engines,
    load: async (name) => Uint8Array.of(...(await engines.load(name)), 0, 2, 1, 120),
  };
  const [first, second] = [await group(given), await group(given, {}, other)];

  expect(second.inputs.policies).toEqual(first.inputs.policies);
  expect(second.earlier[0]!.sha256).not.toBe(first.earlier[0]!.sha256);
});

test('a grouping that was stopped can be asked for again', async () => {
  const given = policyInputs(five);
  const stopped = new AbortController();
  stopped.abort(new Error('no more'));
  const own = startPool(sampleConfig({ execution: { threads: 1 } }), platform);
  const { signal } = stopped;
  const request = { config: sampleConfig(), inputs: given, engines, platform, pool: own, signal };
  await expect(groupPolicies(request)).rejects.toThrow('no more');
  own.close();

  expect((await group(given)).inputs.modelPoints!.end).toHaveLength(2);
});

interface Policy {
  readonly start: number;
  readonly end: number;
  readonly duration: number;
  readonly rate: number;
  readonly amount: number;
}

const policy: fc.Arbitrary<Policy> = fc.record({
  start: fc.integer({ min: -1, max: 2 }),
  end: fc.integer({ min: 0, max: 2 }),
  duration: fc.integer({ min: -1, max: 1 }),
  rate: fc.constantFrom(-0.01, -0, 0, 0.01),
  // Whole numbers are added without rounding, so totals are equal and not only near.
  amount: fc.integer({ min: 0, max: 1_000_000 }),
});

function columnsOf(policies: readonly Policy[]): PolicyColumns {
  return {
    mortality_start: policies.map(({ start }) => start),
    end_year: policies.map(({ end }) => end),
    duration: policies.map(({ duration }) => duration),
    reference_rate: policies.map(({ rate }) => rate),
    policy_count: policies.map(() => 1),
    sum_assured: policies.map(({ amount }) => amount),
    premium: policies.map(({ amount }) => 2 * amount),
  };
}

function keyOf(block: PolicyColumns, row: number): number[] {
  const names = ['mortality_start', 'end_year', 'duration', 'reference_rate'];
  return names.map((name) => block[name]![row]! + 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

describe('any portfolio', () => {
  const portfolio = fc.array(policy, { minLength: 200, maxLength: 700, size: 'max' });
  const grouped = (policies: readonly Policy[]): Promise<GroupedInputs> =>
    group(policyInputs(columnsOf(policies)), byColumn);

  test('loses nothing: every policy is in the model point of its keys, and totals stay', async () => {
    await fc.assert(
      fc.asyncProperty(portfolio, async (policies) => {
        const { modelPoints, policies: block } = (await grouped(policies)).inputs;
        const { members, end } = modelPoints!;
        const [rows, given] = [plain(block), columnsOf(policies)];
        expect([...members].sort((a, b) => a - b)).toEqual(policies.map((_, index) => index));
        end.forEach((stop, row) => {
          const ofRow = [...members.subarray(end[row - 1] ?? 0, stop)];
          expect(ofRow).toEqual(ofRow.toSorted((a, b) => a - b));
          for (const member of ofRow) expect(keyOf(given, member)).toEqual(keyOf(rows, row));
          const assured = ofRow.map((member) => policies[member]!.amount);
          expect(rows['sum_assured']![row]).toBe(sum(assured));
        });
        for (const name of ['policy_count', 'sum_assured', 'premium']) {
          expect(sum(rows[name]!)).toBe(sum(given[name]!));
        }
      }),
      { numRuns: 15 },
    );
  });

  test('has the same model points in whatever order its policies stand', async () => {
    const shuffled = portfolio.chain((policies) =>
      fc.tuple(
        fc.constant(policies),
        fc.shuffledSubarray(policies, { minLength: policies.length }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([policies, other]) => {
        const [one, two] = [await grouped(policies), await grouped(other)];
        expect(plain(two.inputs.policies)).toEqual(plain(one.inputs.policies));
      }),
      { numRuns: 15 },
    );
  });
});
