/** What is written into a block from outside of its node is caught before it is read. */
import { describe, expect, test } from 'vitest';
import { nodePlatform } from '../node/platform.ts';
import { pipelineNodes } from '../pipeline/default-pipeline.ts';
import { wallClock, type RunClock } from '../run-clock.ts';
import { runValuation } from '../run-valuation.ts';
import { testEngines } from '../testing/fixture-engines.ts';
import { benchmarkPolicy, sampleConfig, sampleInputs } from '../testing/sample-inputs.ts';
import type { ValuationRequest } from '../valuation.ts';
import { checksum } from './checksum.ts';
import type { ObservedRun } from './observed-run.ts';
import type { RunObserver } from './run-observer.ts';

const inputs = sampleInputs(Array.from({ length: 300 }, (_, index) => benchmarkPolicy(index)));
const model = sampleConfig({
  scenarios: { model: 'gbm', count: 128 },
  execution: { threads: 2, integrity: true },
});
const request: ValuationRequest = {
  config: { ...model, pipeline: { nodes: [...pipelineNodes(model)] } },
  inputs,
  engines: testEngines(),
  platform: nodePlatform(),
};

/** Adds 1 to a byte of a column at a moment. */
function vandal(moment: string, block: string, column: string): RunObserver {
  let run: ObservedRun;
  const strike = (now: string): Promise<void> => {
    if (now !== moment) return Promise.resolve();
    const columns = run.blocks.find(({ name }) => name === block)!.columns;
    const { address } = columns.find(({ name }) => name === column)!;
    new Uint8Array(run.memory.buffer)[address + 5]! += 1;
    return Promise.resolve();
  };
  return {
    opened: (opened) => (run = opened),
    beforeNode: (id) => strike(`before ${id}`),
    afterNode: ({ id }) => strike(`after ${id}`),
    beforeResults: () => strike('before the results'),
  };
}

describe('a run with the integrity check', () => {
  test('has its timeouts by the clock of whoever may hold it', async () => {
    const limits: number[] = [];
    const clock: RunClock = {
      timer: (ms, end) => {
        limits.push(ms);
        return wallClock.timer(ms, end);
      },
    };
    const nodes = request.config.pipeline!.nodes.map((node) => ({ ...node, timeoutMs: 54_321 }));
    const config = { ...request.config, pipeline: { nodes } };
    await runValuation({ ...request, config, observer: { ...vandal('never', '', ''), clock } });
    expect(limits).toContain(54_321);
  });

  test('has the same result hash as one without', async () => {
    const execution = { ...request.config.execution, integrity: false };
    const plain = await runValuation({ ...request, config: { ...request.config, execution } });
    const checked = await runValuation(request);
    expect(checked.result.resultHash).toBe(plain.result.resultHash);
    expect(checked.result.runHash).toBe(plain.result.runHash);
  });

  test.each([
    {
      moment: 'after scenarios',
      block: 'bus://scenarios/rates',
      column: 'rate',
      writer: 'node "scenarios"',
      reader: 'node "projection" reads it',
    },
    {
      moment: 'before projection',
      block: 'bus://inputs/policies',
      column: 'sum_assured',
      writer: 'the input $policies',
      reader: 'node "projection" reads it',
    },
    {
      moment: 'before the results',
      block: 'bus://results/scenarios',
      column: 'npv',
      writer: 'node "projection"',
      reader: 'the results are read',
    },
  ])('finds what was changed in $block $moment', async ({ moment, block, column, ...said }) => {
    const run = runValuation({ ...request, observer: vandal(moment, block, column) });
    const error: unknown = await run.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'INTEGRITY_CHECK_FAILED', details: { column } });
    for (const words of [block, said.writer, said.reader]) expect(String(error)).toContain(words);
  });

  test('does not look where nobody asked for it', async () => {
    const execution = { ...request.config.execution, integrity: false };
    const config = { ...request.config, execution };
    const observer = vandal('before the results', 'bus://results/scenarios', 'npv');
    const { result } = await runValuation({ ...request, config, observer });
    const { result: untouched } = await runValuation({ ...request, config });
    expect(result.resultHash).not.toBe(untouched.resultHash);
  });
});

describe('the checksum', () => {
  test.each([0, 1, 2, 3, 4, 5, 8, 63])('sees every single bit of %i words', (words) => {
    const buffer = new SharedArrayBuffer(words * 4);
    const bytes = new Uint8Array(buffer);
    const sums = new Set([checksum(buffer, 0, bytes.length)]);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      sums.add(checksum(buffer, 0, bytes.length));
      bytes[bit >> 3]! ^= 1 << (bit & 7);
    }
    expect(sums.size).toBe(bytes.length * 8 + 1);
  });

  test('tells zeros of one length from zeros of another', () => {
    const buffer = new SharedArrayBuffer(64);
    const sums = [0, 4, 8, 16, 64].map((bytes) => checksum(buffer, 0, bytes));
    expect(new Set(sums).size).toBe(sums.length);
  });
});
