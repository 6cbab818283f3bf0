/** multiply, add and inflation by projection year, and the warnings where rates reach a limit. */
import { describe, expect, it } from 'vitest';
import type { RunConfigInput } from '../../../contracts/config.ts';
import { requestOf } from '../../testing/inputs.ts';
import { loadInputs } from '../load-inputs.ts';

type Projection = NonNullable<RunConfigInput['projection']>;

/** The example's terms are 2, 3 and 1 years, so the horizon is 3. */
const load = (projection: Projection) => loadInputs(requestOf({ config: { projection } }));

const yearlyColumns: ReadonlySet<string> = new Set([
  'mortality_multiply',
  'mortality_add',
  'lapse_multiply',
  'lapse_add',
  'expense_multiply',
  'expense_add',
  'expense_index',
]);

interface Case {
  readonly projection: Projection;
  readonly vectors: Readonly<Record<string, readonly number[]>>;
}

const cases: readonly Case[] = [
  { projection: {}, vectors: {} },
  {
    projection: { mortality: { multiply: 1.1, add: 0.001 } },
    vectors: { mortality_multiply: [1.1, 1.1, 1.1], mortality_add: [0.001, 0.001, 0.001] },
  },
  {
    projection: { lapse: { multiply: [1.5, 1], add: [0, 0.01, 0.02, 0.03] } },
    vectors: { lapse_multiply: [1.5, 1, 1], lapse_add: [0, 0.01, 0.02] },
  },
  {
    projection: { expenses: { multiply: [2], add: [1, 2, 3], inflation: [0.5, 0.25] } },
    vectors: {
      expense_multiply: [2, 2, 2],
      expense_add: [1, 2, 3],
      expense_index: [1, 1.5, 1.875],
    },
  },
  { projection: { expenses: { inflation: 0.5 } }, vectors: { expense_index: [1, 1.5, 2.25] } },
  { projection: { mortality: { multiply: [1, 1], add: 0 } }, vectors: {} },
];

describe('adjustments by projection year', () => {
  it.each(cases)('of $projection are $vectors', async ({ projection, vectors }) => {
    const { assumptions } = await load(projection);
    const found = assumptions.columns.filter(({ name }) => yearlyColumns.has(name));
    expect(Object.fromEntries(found.map(({ name, values }) => [name, [...values]]))).toEqual(
      vectors,
    );
    for (const { type, shape } of found) expect([type, shape]).toEqual(['f64', [3]]);
  });
});

interface Warned {
  readonly projection: Projection;
  readonly says: readonly string[];
}

/** Deaths: 0.001 to 0.004 for men, 0.0005 to 0.0008 for women. Lapses: 0.15, 0.1, 0.05, 0.02. */
const warned: readonly Warned[] = [
  { projection: { lapse: { multiply: 2, add: 0.1 } }, says: [] },
  {
    projection: { lapse: { multiply: 2, cap: 0.2 } },
    says: [
      '1 rate exceeds 0.2 in lapse.csv after the adjustments of projection.lapse; capped at 0.2',
    ],
  },
  {
    projection: { lapse: { multiply: [1, 1, 4], cap: 0.3 } },
    says: [
      '2 rates exceed 0.3 in lapse.csv after the adjustments of projection.lapse in at least one projection year; capped at 0.3',
    ],
  },
  {
    projection: { mortality: { add: -0.002 } },
    says: [
      '5 rates are below 0 in mortality.csv after the adjustments of projection.mortality; raised to 0',
    ],
  },
  {
    projection: { lapse: { multiply: 0.5, maxDecrease: 0.05 } },
    says: [
      '1 rate in lapse.csv falls by more than 0.05, the maxDecrease of projection.lapse; limited to it',
    ],
  },
  {
    projection: { lapseMultiplier: 2, lapse: { multiply: 1.5, maxIncrease: 0.05 } },
    says: [
      '2 rates in lapse.csv rise by more than 0.05, the maxIncrease of projection.lapse; limited to it',
    ],
  },
];

describe('rates that reach a limit', () => {
  it.each(warned)('are counted: $projection', async ({ projection, says }) => {
    expect((await load(projection)).warnings).toEqual(says);
  });
});
