/** The base curve beside the scenarios: its value, and that it changes nothing else. */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../contracts/run-result.ts';
import type { Block } from '../contracts/run-inputs.ts';
import { nodePlatform } from './node/platform.ts';
import { planBase } from './plan-valuation.ts';
import { runValuation } from './run-valuation.ts';
import type { Valuation } from './valuation.ts';
import { testEngines } from './testing/fixture-engines.ts';
import { benchmarkPolicy, sampleConfig, sampleInputs } from './testing/sample-inputs.ts';

const plainInputs = sampleInputs(Array.from({ length: 700 }, (_, index) => benchmarkPolicy(index)));
const { horizonYears } = plainInputs;
type Changes = Readonly<Record<string, unknown>>;

const generated = { model: 'gbm', count: 100 } as const;

/** A curve that rises by a tenth of a percent a year. */
function curveOf(first: number): Block {
  const values = Float64Array.from({ length: horizonYears }, (_, year) => first + year / 1000);
  return { columns: [{ name: 'rate', type: 'f64', values, shape: [1, horizonYears] }] };
}

function requestOf(config: Changes, changes: object = {}): Parameters<typeof runValuation>[0] {
  return {
    config: sampleConfig(config),
    inputs: { ...plainInputs, ...changes },
    engines: testEngines(),
    platform: nodePlatform(),
  };
}

const value = (config: Changes, changes: object = {}): Promise<Valuation> =>
  runValuation(requestOf(config, changes));

/** What must not change: everything but times, hash of what was asked, and the base itself. */
function unchanged({ result }: Valuation): Partial<RunResult> {
  const { timings: _, runHash: __, base: ___, ...rest } = result;
  return rest;
}

const withBase = { scenarios: { ...generated, base: 'local://curve.csv' } };

describe('a base curve', () => {
  test('is worth, to the last bit, what a file with that one scenario is worth', async () => {
    const base = curveOf(0.01);
    const { result } = await value(withBase, { base });
    const file = { scenarios: { file: 'local://curve.csv' } };
    const alone = await value(file, { scenarios: base });
    const npv = alone.result.statistics?.mean ?? NaN;
    const mean = result.statistics?.mean ?? NaN;
    expect(result.base).toEqual({ npv, meanMinusBase: mean - npv });
    expect(alone.result.base).toBeNull();
  });

  test('changes nothing else, in any table', async () => {
    const output = { tables: ['cash_flows', 'policies', 'scenarios'] };
    const plain = await value({ scenarios: generated, output });
    const beside = await value({ ...withBase, output }, { base: curveOf(0.01) });
    expect(unchanged(beside)).toEqual(unchanged(plain));
  });

  test('stands beside scenarios of a file', async () => {
    const rate = (count: number): Block => {
      const values = new Float64Array(count * horizonYears).fill(0.01);
      return { columns: [{ name: 'rate', type: 'f64', values, shape: [count, horizonYears] }] };
    };
    const config = { scenarios: { file: 'local://s.csv', base: 'local://curve.csv' } };
    const { result } = await value(config, { scenarios: rate(3), base: rate(1) });
    expect(result.scenarioCount).toBe(3);
    expect(result.base?.npv).toBe(result.statistics?.min);
  });

  test('is part of what was asked, with its values', async () => {
    const hash = async (config: Changes, base: Block | null): Promise<string> =>
      (await value(config, { base })).result.runHash;
    const hashes = await Promise.all([
      hash({ scenarios: generated }, null),
      hash(withBase, curveOf(0.01)),
      hash(withBase, curveOf(0.02)),
      hash({ scenarios: { ...generated, measure: 'riskNeutral' } }, null),
    ]);
    expect(new Set(hashes).size).toBe(4);
    expect(await hash(withBase, curveOf(0.02))).toBe(hashes[2]);
  });

  test('under which something is no number is named as the place', async () => {
    const base = curveOf(0.01);
    (base.columns[0]!.values as Float64Array)[3] = -1;
    await expect(value(withBase, { base })).rejects.toMatchObject({
      message: expect.stringMatching(/^Under the base curve: /) as string,
    });
  });

  const annuity = { id: 'annuity', engine: 'wasm://annuity', config: { loading: 0.05 } };

  test.each([
    [
      'nothing reads the curve',
      ['$policies', 'bus://scenarios/own'],
      'scenarios',
      'reads $scenarios',
    ],
    ['nothing writes what is valued', ['$policies', '$scenarios'], 'annuities', 'no node writes'],
  ])('is refused where %s', async (_, inputs, table, says) => {
    const own = { id: 'own', engine: 'wasm://scenarios', outputs: ['bus://scenarios/own'] };
    const node = { ...annuity, inputs, outputs: [`bus://results/${table}`] };
    const pipeline = { nodes: [own, node] };
    const config = { ...withBase, pipeline, output: { tables: [table] } };
    await expect(planBase(requestOf(config, { base: curveOf(0.01) }))).rejects.toMatchObject({
      code: 'PIPELINE_INVALID',
      message: expect.stringContaining(says) as string,
    });
  });
});

describe('the measure', () => {
  const warning = /^the scenarios are risk-neutral: .* percentiles and CTE/;

  test('is recorded, and warned of where tails would be read as probabilities', async () => {
    const { result } = await value({ scenarios: { ...generated, measure: 'riskNeutral' } });
    expect(result.measure).toBe('riskNeutral');
    expect(result.warnings).toContainEqual(expect.stringMatching(warning));
    const plain = await value({ scenarios: generated });
    expect(plain.result.measure).toBe('realWorld');
    expect(plain.result.warnings).not.toContainEqual(expect.stringMatching(warning));
  });
});
