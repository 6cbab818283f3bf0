/** I1, I3, I4: what must not change a bit, tried on random portfolios with real threads. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../contracts/run-result.ts';
import { generateScenarios } from './generate-scenarios.ts';
import { nodePlatform } from './node/platform.ts';
import { runValuation } from './run-valuation.ts';
import { testEngines } from './testing/fixture-engines.ts';
import { sampleConfig, sampleInputs, type SamplePolicy } from './testing/sample-inputs.ts';

const platform = nodePlatform();
const engines = testEngines();
const allTables = ['scenarios', 'cash_flows', 'policies'];

const policy: fc.Arbitrary<SamplePolicy> = fc.record({
  age: fc.integer({ min: 0, max: 60 }),
  isFemale: fc.boolean(),
  sumAssured: fc.double({ min: 0, max: 1e9, noNaN: true }),
  premium: fc.double({ min: 0, max: 1e7, noNaN: true }),
  term: fc.integer({ min: 0, max: 60 }),
});

const portfolio = fc.array(policy, { minLength: 1, maxLength: 1500, size: 'max' });

interface Schedule {
  readonly threads: number;
  readonly unitsPerChunk: number;
}

async function value(
  policies: readonly SamplePolicy[],
  count: number,
  schedule: Schedule,
  tables: readonly string[] = allTables,
): Promise<RunResult> {
  const { result } = await runValuation({
    config: sampleConfig({
      scenarios: { model: 'gbm', count },
      execution: { threads: schedule.threads },
      output: { tables },
    }),
    inputs: sampleInputs(policies),
    engines,
    platform,
    unitsPerChunk: schedule.unitsPerChunk,
  });
  return result;
}

describe('the same bytes', () => {
  test('for any number of threads and any size of chunks', async () => {
    const schedule = fc.record({
      threads: fc.integer({ min: 1, max: 8 }),
      unitsPerChunk: fc.integer({ min: 0, max: 4 }).map((log2) => 2 ** log2),
    });
    await fc.assert(
      fc.asyncProperty(
        portfolio,
        fc.integer({ min: 1, max: 300 }),
        schedule,
        async (policies, scenarios, cut) => {
          const plain = await value(policies, scenarios, { threads: 1, unitsPerChunk: 64 });
          const other = await value(policies, scenarios, cut);
          expect(other.columns).toEqual(plain.columns);
          expect(other.resultHash).toBe(plain.resultHash);
          expect(other.runHash).toBe(plain.runHash);
          expect(other.statistics).toEqual(plain.statistics);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('of a table, whichever others are asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        portfolio,
        fc.subarray(allTables, { minLength: 1 }),
        async (policies, tables) => {
          const schedule = { threads: 2, unitsPerChunk: 1 };
          const all = await value(policies, 70, schedule);
          const some = await value(policies, 70, schedule, tables);
          const expected = all.columns.filter(({ name }) => tables.includes(name.split('.')[0]!));
          expect(new Set(some.columns)).toEqual(new Set(expected));
        },
      ),
      { numRuns: 10 },
    );
  });

  test('but one policy more, or another seed, is another result', async () => {
    const schedule = { threads: 2, unitsPerChunk: 1 };
    const one: SamplePolicy = { age: 40, isFemale: false, sumAssured: 1e5, premium: 600, term: 20 };
    const first = await value([one], 10, schedule);
    const second = await value([one, one], 10, schedule);
    expect(second.resultHash).not.toBe(first.resultHash);
    expect(second.runHash).not.toBe(first.runHash);
  });
});

describe('scenarios (I4)', () => {
  test.each([
    { model: 'gbm', parameters: {} },
    {
      model: 'vasicek',
      parameters: { initial: 0.03, meanReversion: 0.2, longTermMean: 0.04, volatility: 0.01 },
    },
    {
      model: 'cir',
      parameters: { initial: 0.03, meanReversion: 0.2, longTermMean: 0.04, volatility: 0.1 },
    },
  ])('of $model: the first ones are the same however many are made', async (scenarios) => {
    const make = (count: number, horizonYears: number) =>
      generateScenarios({
        config: sampleConfig({ scenarios: { ...scenarios, count }, execution: { threads: 3 } }),
        horizonYears,
        engines,
        platform,
      });
    const few = await make(70, 20);
    const many = await make(1000, 31);
    for (const column of few.columns) {
      const same = many.columns.find(({ name }) => name === column.name)!;
      expect(same.values.slice(0, 70)).toEqual(column.values);
    }
  });
});
