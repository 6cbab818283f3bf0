/** Sensitivities against runs of their own, which they must equal to the last bit. */
import { describe, expect, test } from 'vitest';
import type { RunInputs } from '../../contracts/run-inputs.ts';
import type { Column } from '../../contracts/table.ts';
import { nodePlatform } from '../node/platform.ts';
import { runValuation } from '../run-valuation.ts';
import { testEngines } from '../testing/fixture-engines.ts';
import {
  benchmarkPolicy,
  sampleConfig,
  sampleInputs,
  type SamplePolicy,
} from '../testing/sample-inputs.ts';
import type { Valuation } from '../valuation.ts';

type Changes = Readonly<Record<string, unknown>>;

/** Every third policy pays three times as much: more lapses cost profits there, and losses elsewhere. */
const policies = Array.from({ length: 700 }, (_, index) => {
  const policy = benchmarkPolicy(index);
  return index % 3 === 0 ? { ...policy, premium: 3 * policy.premium } : policy;
});
const inputs = sampleInputs(policies);

/** The policies for a multiple of their sums, at a premium that is not the same multiple. */
const bought = (times: number): SamplePolicy[] =>
  policies.map((policy) => ({
    ...policy,
    sumAssured: times * policy.sumAssured,
    premium: (4 / times + times) * policy.premium,
  }));

const value = (
  config: Changes,
  given: RunInputs = inputs,
  loadInputs = async (): Promise<RunInputs> => given,
): Promise<Valuation> =>
  runValuation({
    config: sampleConfig(config),
    inputs: given,
    loadInputs,
    engines: testEngines(),
    platform: nodePlatform(),
  });

const up = { name: 'lapse up', set: { 'projection.lapseMultiplier': 1.5 } };
const deaths = { name: 'mortality', set: { 'projection.mortalityMultiplier': 1.15 } };
const worse = { ...up, policies: 'worse' };

const columnOf = ({ tables }: Valuation, table: string, column: string): Column['values'] =>
  tables.find(({ name }) => name === table)!.columns.find(({ name }) => name === column)!.values;

describe('a sensitivity', () => {
  test('is worth what a run of its own is worth', async () => {
    const { result } = await value({ sensitivities: [up, deaths] });
    const alone = await value({ projection: { lapseMultiplier: 1.5 } });
    const other = await value({ projection: { mortalityMultiplier: 1.15 } });
    expect(result.sensitivities.map(({ statistics }) => statistics)).toEqual([
      alone.result.statistics,
      other.result.statistics,
    ]);
    expect(result.sensitivities.map(({ stressedPolicies }) => stressedPolicies)).toEqual([
      700, 700,
    ]);
  });

  test('is on the scenarios of the run, also where they are given', async () => {
    const rate = Float64Array.from({ length: 30 * 3 }, (_, index) => 0.01 + index / 2000);
    const block = {
      columns: [{ name: 'rate', type: 'f64', values: rate, shape: [3, 30] }],
    } as const;
    const given: RunInputs = { ...inputs, scenarios: block };
    const request = (config: Changes) => ({
      config: sampleConfig({ scenarios: { file: 'local://s.csv' }, ...config }),
      inputs: given,
      loadInputs: async () => given,
      engines: testEngines(),
      platform: nodePlatform(),
    });
    const { result } = await runValuation(request({ sensitivities: [up] }));
    const alone = await runValuation(request({ projection: { lapseMultiplier: 1.5 } }));
    expect(result.sensitivities[0]?.statistics).toEqual(alone.result.statistics);
  });

  test('with another portfolio is on scenarios as long as that needs', async () => {
    const longer = sampleInputs([...policies, { ...policies[0]!, age: 30, term: 45 }]);
    const set = { policies: 'local://more.csv' };
    const { result } = await value(
      { sensitivities: [{ name: 'more', set }] },
      inputs,
      async () => longer,
    );
    const config = sampleConfig();
    const request = { config, inputs: longer, engines: testEngines(), platform: nodePlatform() };
    const alone = await runValuation(request);
    expect(result.sensitivities[0]).toMatchObject({
      stressedPolicies: 701,
      statistics: alone.result.statistics,
    });
  });

  test('changes no other table, and has a part in both hashes', async () => {
    const output = { tables: ['cash_flows', 'policies', 'scenarios'] };
    const plain = await value({ output });
    const beside = await value({ output, sensitivities: [worse] });
    expect(beside.result.columns.slice(0, plain.result.columns.length)).toEqual(
      plain.result.columns,
    );
    const others = await value({ output, sensitivities: [up] });
    const hashes = [plain, beside, others].flatMap(({ result }) => [
      result.resultHash,
      result.runHash,
    ]);
    expect(new Set(hashes).size).toBe(6);
    const again = await value({ output, sensitivities: [worse], execution: { threads: 3 } });
    expect(again.result).toMatchObject({
      resultHash: beside.result.resultHash,
      runHash: beside.result.runHash,
    });
  });

  test('has the levels of the run as columns of its table', async () => {
    const statistics = { percentiles: [0.5, 50], cteLevels: [70, 99.5] };
    const valuation = await value({
      statistics,
      sensitivities: [up],
      output: { tables: ['cash_flows'] },
    });
    const table = valuation.tables.at(-1)!;
    expect(table.columns.map(({ name }) => name)).toEqual([
      'name',
      'mean',
      'std_dev',
      'p0.5',
      'p50',
      'cte70',
      'cte99.5',
      'mean_difference',
      'cte70_difference',
      'cte99.5_difference',
      'stressed_policies',
    ]);
    expect(columnOf(valuation, 'sensitivities', 'name')).toEqual(['base', 'lapse up']);
    const [base, stressed] = columnOf(valuation, 'sensitivities', 'cte70') as Float64Array;
    expect([...columnOf(valuation, 'sensitivities', 'cte70_difference')]).toEqual([
      0,
      stressed! - base!,
    ]);
  });
});

describe('a stress of the policies that it makes worse', () => {
  test.each([
    ['each on a row of its own', inputs, 700],
    ['behind model points', sampleInputs([1, 2, 5].flatMap(bought)), 700],
  ])('adds up, over policies %s, to the lower of their two means', async (_, given, points) => {
    const valueGiven = (config: Changes): Promise<Valuation> => value(config, given);
    const output = { tables: ['policies'] };
    const plain = await valueGiven({ output });
    const before = columnOf(plain, 'policies', 'mean') as Float64Array;
    const projection = { lapseMultiplier: 1.5 };
    const stressed = await valueGiven({ output, projection });
    const after = columnOf(stressed, 'policies', 'mean') as Float64Array;
    const lower = before.map((mean, policy) => Math.min(mean, after[policy]!));
    const hurt = before.filter((mean, policy) => after[policy]! < mean).length;
    const { result } = await valueGiven({ sensitivities: [worse] });
    const [stress] = result.sensitivities;
    expect(result.modelPointCount).toBe(points);
    expect(hurt / before.length).toBeGreaterThan(0.1);
    expect(hurt / before.length).toBeLessThan(0.9);
    expect(stress?.stressedPolicies).toBe(hurt);
    const sum = lower.reduce((total, mean) => total + mean, 0);
    expect(stress!.statistics.mean / sum).toBeCloseTo(1, 10);
    expect(stress?.statistics.mean).toBeLessThan(result.statistics!.mean);
  });

  test('has the distribution of a portfolio that is stressed in part', async () => {
    const output = { tables: ['scenarios', 'policies'] };
    const before = await value({ output });
    const after = await value({ output, projection: { lapseMultiplier: 1.5 } });
    const means = columnOf(before, 'policies', 'mean') as Float64Array;
    const stressed = columnOf(after, 'policies', 'mean') as Float64Array;
    const isHurt = (index: number): boolean => stressed[index]! < means[index]!;
    const npvOf = async (part: typeof policies, projection: object): Promise<Float64Array> => {
      const request = {
        inputs: sampleInputs(part),
        engines: testEngines(),
        platform: nodePlatform(),
      };
      const config = sampleConfig({ projection });
      return columnOf(
        await runValuation({ ...request, config }),
        'scenarios',
        'npv',
      ) as Float64Array;
    };
    const inside = await npvOf(
      policies.filter((_, index) => isHurt(index)),
      {
        lapseMultiplier: 1.5,
      },
    );
    const outside = await npvOf(
      policies.filter((_, index) => !isHurt(index)),
      {},
    );
    const expected = inside.map((npv, index) => npv + outside[index]!).sort();
    const { result } = await value({ sensitivities: [worse] });
    const { statistics } = result.sensitivities[0]!;
    const scale = Math.abs(expected[0]!);
    expect(Math.abs(statistics.min - expected[0]!) / scale).toBeLessThan(1e-12);
    expect(Math.abs(statistics.max - expected.at(-1)!) / scale).toBeLessThan(1e-12);
  });

  test.each([
    ['hurts nobody', { name: 'less', set: { 'projection.mortalityMultiplier': 0.5 } }, 0],
    ['hurts everybody', { name: 'more', set: { 'projection.expenseMultiplier': 2 } }, 700],
  ])('that %s is the run, or the stress, as it is', async (_, sensitivity, count) => {
    const { result } = await value({
      sensitivities: [
        { ...sensitivity, policies: 'worse' },
        { ...sensitivity, name: 'all' },
      ],
    });
    const [part, all] = result.sensitivities;
    expect(part?.stressedPolicies).toBe(count);
    expect(part?.statistics).toEqual(count === 0 ? result.statistics : all?.statistics);
  });
});

describe('an error', () => {
  test('of a sensitivity names it', async () => {
    const refused = value({
      sensitivities: [{ name: 'x', set: { 'projection.lapseMultiplier': -1 } }],
    });
    await expect(refused).rejects.toThrow('Sensitivity "x"');
    const lost = value({ sensitivities: [up] }, inputs, async () => {
      throw new Error('gone');
    });
    await expect(lost).rejects.toThrow('gone');
  });
});
