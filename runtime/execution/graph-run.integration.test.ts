/** What becomes of a graph when a node fails, takes too long, is not wanted, or has another in its place. */
import { describe, expect, test } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { RecordedNode } from '../../contracts/execution-record.ts';
import { nodePlatform } from '../node/platform.ts';
import { runValuation } from '../run-valuation.ts';
import { testEngines } from '../testing/fixture-engines.ts';
import { benchmarkPolicy, sampleConfig, sampleInputs } from '../testing/sample-inputs.ts';
import type { Valuation } from '../valuation.ts';

const policies = Array.from({ length: 600 }, (_, index) => benchmarkPolicy(index));
const premiums = policies.map(({ premium }) => premium);

interface NodeChanges {
  readonly mode?: string;
  readonly inputs?: readonly string[];
  readonly [key: string]: unknown;
}

/** A node that doubles premiums, as the table of its id, and adds them up as `ID_total`. */
function node(id: string, { mode = 'well', inputs = ['$policies'], ...policy }: NodeChanges = {}) {
  return {
    id,
    engine: 'wasm://misbehave',
    inputs,
    outputs: [`bus://results/${id}`, `bus://results/${id}_total`],
    config: { mode },
    ...policy,
  };
}

function value(nodes: readonly object[], tables: readonly string[]): Promise<Valuation> {
  return runValuation({
    config: sampleConfig({
      pipeline: { nodes },
      output: { tables },
      execution: { threads: 2, deadlineMs: 60_000 },
    }),
    inputs: sampleInputs(policies),
    engines: testEngines(),
    platform: nodePlatform(),
  });
}

function column({ tables }: Valuation, table: string, name: string): readonly number[] {
  const found = tables.find((one) => one.name === table)?.columns.find((one) => one.name === name);
  return [...(found!.values as Float64Array)];
}

function nodeOf({ report }: Valuation, id: string): RecordedNode {
  return report.nodes.find((one) => one.id === id)!;
}

function statuses({ report }: Valuation): Record<string, string> {
  return Object.fromEntries(report.nodes.map(({ id, status }) => [id, status]));
}

const doubled = premiums.map((premium) => premium * 2);

describe('a node that fails', () => {
  test('leaves what others have finished, marked partial and without a hash', async () => {
    const valuation = await value([node('bad', { mode: 'error' }), node('good')], ['bad', 'good']);
    const { result, tables } = valuation;
    expect(tables.map(({ name }) => name)).toEqual(['good']);
    expect(column(valuation, 'good', 'doubled')).toEqual(doubled);
    expect(result.resultHash).toBeNull();
    expect(result.partial).toMatchObject({
      failures: [{ node: 'bad', code: 'EXECUTION_FAILED', engine: 'wasm://misbehave' }],
      missingTables: ['bad'],
    });
    expect(result.partial!.failures[0]!.inputs['$policies']).toMatch(/^[0-9a-f]{64}$/);
    expect(result.partial!.failures[0]!.hint).toMatch(/engine/);
  });

  test('ends the run with its error where nothing that was asked for is there', async () => {
    const run = value([node('bad', { mode: 'error' }), node('good')], ['bad']);
    await expect(run).rejects.toMatchObject({
      code: 'EXECUTION_FAILED',
      details: { node: 'bad', engine: 'wasm://misbehave', chunk: 0 },
    });
  });

  test('that is optional is told as such', async () => {
    const bad = node('bad', { mode: 'trap', optional: true });
    const { result } = await value([bad, node('good')], ['bad', 'good']);
    expect(result.partial!.failures).toMatchObject([{ code: 'ENGINE_TRAPPED', isOptional: true }]);
  });

  test('fails those that read from it', async () => {
    const reader = {
      ...node('reader'),
      engine: 'wasm://projection',
      inputs: ['$policies', '$assumptions', 'bus://scenarios/rates'],
      outputs: ['bus://results/scenarios'],
      config: {},
    };
    const rates = {
      id: 'rates',
      engine: 'wasm://scenarios',
      inputs: [],
      outputs: ['bus://scenarios/rates'],
      // Rates so low that nothing can be discounted with them.
      config: { model: 'vasicek', meanReversion: 1, longTermMean: -5, volatility: 0 },
    };
    const valuation = await value([rates, reader, node('good')], ['scenarios', 'good']);
    expect(statuses(valuation)).toEqual({
      rates: 'failed',
      reader: 'cancelled',
      good: 'succeeded',
    });
    expect(nodeOf(valuation, 'reader').failure).toMatchObject({
      code: 'UPSTREAM_ERROR',
      message: expect.stringContaining('"rates"') as string,
    });
  });
});

describe('a node that runs only in the place of another', () => {
  test('is part of what is asked: without the other it would run', async () => {
    const nodes = (onError?: object) => [
      node('good', { ...(onError && { onError }) }),
      node('spare'),
    ];
    const tables = ['good', 'spare'];
    const alone = await value(nodes(), tables);
    const standing = await value(nodes({ otherwise: { node: 'spare' } }), tables);
    expect(standing.tables.map(({ name }) => name)).toEqual(['good']);
    expect(standing.result.resultHash).not.toBe(alone.result.resultHash);
    expect(standing.result.runHash).not.toBe(alone.result.runHash);
  });
});

describe('a node that takes longer than it may', () => {
  test('is ended, and the others run on threads of their own', async () => {
    const slow = node('slow', { mode: 'loop', timeoutMs: 200 });
    const valuation = await value([slow, node('good')], ['slow', 'good']);
    expect(statuses(valuation)).toEqual({ slow: 'timedOut', good: 'succeeded' });
    expect(valuation.result.partial!.failures).toMatchObject([{ node: 'slow', code: 'TIMEOUT' }]);
    expect(column(valuation, 'good', 'doubled')).toEqual(doubled);
  });
});

describe('a node that is tried again', () => {
  test('is tried as often as it may where that can help', async () => {
    const retry = { attempts: 2, backoffMs: 1 };
    const slow = node('slow', { mode: 'loop', timeoutMs: 100, onError: { retry } });
    const valuation = await value([slow, node('good')], ['slow', 'good']);
    expect(nodeOf(valuation, 'slow').attempts).toBe(3);
  });

  test('is not tried again where it cannot help', async () => {
    const retry = { attempts: 5, backoffMs: 1 };
    const bad = node('bad', { mode: 'error', onError: { retry } });
    const valuation = await value([bad, node('good')], ['bad', 'good']);
    expect(nodeOf(valuation, 'bad').attempts).toBe(1);
  });
});

describe('what stands in the place of a node', () => {
  test('another node, which runs only where it is needed', async () => {
    const spare = node('spare');
    const otherwise = { node: 'spare' };
    const failing = [node('main', { mode: 'nan', onError: { otherwise } }), spare];
    const failed = await value(failing, ['main']);
    expect(statuses(failed)).toEqual({ main: 'fellBack', spare: 'succeeded' });
    expect(column(failed, 'main', 'doubled')).toEqual(doubled);
    // A failure has shaped it (I1).
    expect(failed.result.resultHash).toBeNull();
    expect(failed.result.partial).toMatchObject({
      missingTables: [],
      reasons: ['node "spare" stands in the place of node "main"'],
    });
    const well = await value([node('main', { onError: { otherwise } }), spare], ['main']);
    expect(statuses(well)).toEqual({ main: 'succeeded', spare: 'skipped' });
    expect(well.result.partial).toBeNull();
  });

  test('numbers', async () => {
    const otherwise = { values: { 'policies.doubled': 7 } };
    const valuation = await value(
      [node('main', { mode: 'trap', onError: { otherwise } })],
      ['main'],
    );
    expect(new Set(column(valuation, 'main', 'doubled'))).toEqual(new Set([7]));
    expect(nodeOf(valuation, 'main')).toMatchObject({ status: 'fellBack', fallback: 'values' });
    expect(valuation.result.partial!.reasons).toEqual([
      'the values of its onError stand in the place of node "main"',
    ]);
  });

  test('that does not fit is refused before anything runs', async () => {
    const otherwise = { values: { 'policies.tripled': 7 } };
    const run = value([node('main', { onError: { otherwise } })], ['main']);
    await expect(run).rejects.toMatchObject({ code: 'PIPELINE_INVALID' });
    await expect(run).rejects.toThrow('policies.doubled');
  });

  test('that there is not is refused with what there is', async () => {
    const run = value(
      [node('main', { onError: { otherwise: { node: 'spar' } } }), node('spare')],
      ['main'],
    );
    await expect(run).rejects.toThrow('Was spare meant?');
  });
});

describe('a condition', () => {
  const sum = premiums.reduce((total, one) => total + one, 0);

  test.each([
    { when: { metric: 'first_total.premium.sum', above: sum / 2 }, runs: true },
    { when: { metric: 'first_total.premium.sum', below: sum / 2 }, runs: false },
    { when: { metric: 'first.doubled.count', equals: policies.length }, runs: true },
    { when: { node: 'first', is: 'succeeded' }, runs: true },
    {
      when: [
        { node: 'first', is: 'succeeded' },
        { node: 'first', is: 'partial' },
      ],
      runs: false,
    },
  ])('$when decides whether a node runs', async ({ when, runs }) => {
    const valuation = await value([node('second', { when }), node('first')], ['first', 'second']);
    expect(statuses(valuation).second).toBe(runs ? 'succeeded' : 'skipped');
    // What a condition left out is no failure: the same run leaves it out everywhere.
    expect(valuation.result.partial).toBeNull();
    expect(valuation.result.resultHash).not.toBeNull();
    expect(valuation.tables).toHaveLength(runs ? 2 : 1);
  });

  test('on what fails is a way to put something else in its place', async () => {
    const rescue = node('rescue', { when: { node: 'bad', is: 'failed' } });
    const valuation = await value([rescue, node('bad', { mode: 'error' })], ['rescue']);
    expect(statuses(valuation)).toEqual({ bad: 'failed', rescue: 'succeeded' });
    expect(valuation.result.partial).not.toBeNull();
  });

  test.each([
    ['a node that there is not', { node: 'frist', is: 'failed' }, 'Was first meant?'],
    ['a column that there is not', { metric: 'first.tripled.mean', above: 1 }, 'It has: doubled'],
    ['a statistic that there is not', { metric: 'first.doubled.median', above: 1 }, '"median"'],
  ])('on %s is an error', async (_, when, words) => {
    const run = value([node('second', { when }), node('first')], ['second', 'first']);
    await expect(run).rejects.toThrow(words);
    await expect(run).rejects.toBeInstanceOf(LiveCalcError);
  });
});
