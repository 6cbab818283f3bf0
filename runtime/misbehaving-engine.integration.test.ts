/** What a run does when its engine traps, loops, fails or returns NaN. */
import { describe, expect, test } from 'vitest';
import { LiveCalcError } from '../contracts/errors.ts';
import { nodePlatform } from './node/platform.ts';
import { runValuation } from './run-valuation.ts';
import type { Valuation } from './valuation.ts';
import { testEngines } from './testing/fixture-engines.ts';
import { benchmarkPolicy, sampleConfig, sampleInputs } from './testing/sample-inputs.ts';

const policies = Array.from({ length: 10_000 }, (_, index) => benchmarkPolicy(index));

function run(mode: string, fromRow: number, execution: object = {}): Promise<Valuation> {
  const node = {
    id: 'bad',
    engine: 'wasm://misbehave',
    inputs: ['$policies'],
    outputs: ['bus://results/policies', 'bus://results/total'],
    config: { mode, fromRow },
  };
  return runValuation({
    config: sampleConfig({
      pipeline: { nodes: [node] },
      output: { tables: ['policies', 'total'] },
      execution: { threads: 2, ...execution },
    }),
    inputs: sampleInputs(policies),
    engines: testEngines(),
    platform: nodePlatform(),
    unitsPerChunk: 1,
  });
}

async function errorOf(promise: Promise<unknown>): Promise<LiveCalcError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LiveCalcError);
  return error as LiveCalcError;
}

describe('an engine that misbehaves', () => {
  test('a trap is an error that names node and chunk', async () => {
    const error = await errorOf(run('trap', 600));
    expect(error.code).toBe('ENGINE_TRAPPED');
    expect(error.message).toContain('bad.map trapped in chunk 2');
  });

  test('an engine that traps in every chunk is told as one that traps in the first', async () => {
    const error = await errorOf(run('trap', 0));
    expect(error.code).toBe('ENGINE_TRAPPED');
    expect(error.message).toContain('bad.map trapped in chunk 0');
  });

  test('a chunk that was lost once is computed again, to the same bits', async () => {
    const well = await run('well', 0);
    const recovered = await run('trapOnce', 600);
    expect(recovered.result.resultHash).toBe(well.result.resultHash);
  });

  test('an endless loop ends at the deadline', async () => {
    const error = await errorOf(run('loop', 600, { deadlineMs: 300 }));
    expect(error.code).toBe('DEADLINE_EXCEEDED');
    expect(error.message).toContain('300 ms');
  });

  test('more stack than there is is an error, not somebody else’s data', async () => {
    const error = await errorOf(run('stack', 600));
    expect(error.code).toBe('EXECUTION_FAILED');
    expect(error.message).toContain('128 KiB of stack');
  });

  test('NaN is an error that names the policy and the output', async () => {
    const error = await errorOf(run('nan', 600));
    expect(error.code).toBe('NUMERICAL_ERROR');
    expect(error.details).toMatchObject({ policyId: '601', column: 'policies.doubled' });
  });

  test('an error of its own carries its message, its code and the policy', async () => {
    const error = await errorOf(run('error', 600));
    expect(error.code).toBe('EXECUTION_FAILED');
    expect(error.message).toContain('this premium is not to its liking');
    expect(error.message).toContain('107');
    expect(error.details).toMatchObject({ row: 601, policyId: '601', column: 'premium' });
  });
});
