/** A run that is paused really stands, shows what lies on its bus, and ends with the same bytes. */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ProgressEvent } from '../../contracts/progress.ts';
import type { Standing } from '../../contracts/wire/debug.ts';
import { createNodeSha256 } from '../node/node-sha256.ts';
import { nodePlatform } from '../node/platform.ts';
import { pipelineNodes } from '../pipeline/default-pipeline.ts';
import { startPool } from '../plan-valuation.ts';
import { activity } from '../pool/control.ts';
import { runValuation } from '../run-valuation.ts';
import { testEngines } from '../testing/fixture-engines.ts';
import { benchmarkPolicy, sampleConfig, sampleInputs } from '../testing/sample-inputs.ts';
import type { Valuation, ValuationRequest } from '../valuation.ts';
import { Debugger, type DebuggerOptions } from './debugger.ts';
import { StandingClock } from './standing-clock.ts';

const inputs = sampleInputs(Array.from({ length: 60_000 }, (_, index) => benchmarkPolicy(index)));
const model = sampleConfig({
  scenarios: { model: 'gbm', count: 500 },
  output: { tables: ['scenarios', 'policies'] },
  execution: { threads: 2 },
});
const request: ValuationRequest = {
  config: { ...model, pipeline: { nodes: [...pipelineNodes(model)] } },
  inputs,
  engines: testEngines(),
  platform: nodePlatform(),
  unitsPerChunk: 1,
};

let expected: Valuation['result'];
beforeAll(async () => {
  expected = (await runValuation(request)).result;
});

/** A run under a debugger: `stands` resolves to where it stands next. */
function debugged(options: Partial<DebuggerOptions> = {}, more: Partial<ValuationRequest> = {}) {
  let next = Promise.withResolvers<Standing>();
  const onStanding = (standing: Standing | null): void => {
    if (standing !== null) next.resolve(standing);
  };
  const debug = new Debugger({ createSha256: createNodeSha256, onStanding, ...options });
  const run = runValuation({ ...request, ...more, observer: debug });
  const stands = async (): Promise<Standing> => {
    const ended = run.then(() => {
      throw new Error('the run has ended');
    });
    const standing = await Promise.race([next.promise, ended]);
    next = Promise.withResolvers();
    return standing;
  };
  return { debug, run, stands };
}

/** What a border looks like. */
const at = (border: 'before' | 'after', node: string): Standing => ({
  at: border,
  node,
  stage: null,
  running: [],
});

describe('a run that is stepped through', () => {
  test('stops after every node, and ends with the hash of a run that nobody looked into', async () => {
    const { debug, run, stands } = debugged({ isPaused: true });
    expect(await stands()).toEqual(at('before', 'scenarios'));
    expect(debug.nodes().map(({ id, status }) => [id, status])).toEqual([
      ['scenarios', 'pending'],
      ['projection', 'pending'],
    ]);
    debug.step();
    expect(await stands()).toEqual(at('after', 'scenarios'));
    expect(debug.nodes().map(({ status }) => status)).toEqual(['succeeded', 'pending']);
    debug.step();
    expect(await stands()).toEqual(at('after', 'projection'));
    debug.step();
    const { result } = await run;
    expect(result.resultHash).toBe(expected.resultHash);
    expect(debug.standing).toBeNull();
  });

  test('stops at the breakpoints that it was given', async () => {
    const breakpoint = { at: 'both', isOnce: false } as const;
    const { debug, run, stands } = debugged({ breakpoints: new Map([['projection', breakpoint]]) });
    expect(await stands()).toEqual(at('before', 'projection'));
    debug.resume();
    expect(await stands()).toEqual(at('after', 'projection'));
    debug.resume();
    expect((await run).result.resultHash).toBe(expected.resultHash);
  });

  test('is refused a breakpoint at a node that it does not have', async () => {
    const breakpoints = new Map([['projecton', { at: 'before', isOnce: false } as const]]);
    const { run } = debugged({ breakpoints });
    await expect(run).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: { found: 'projecton', expected: 'scenarios, projection' },
    });
  });
});

describe('a run that is paused inside a stage', () => {
  test('stands: threads sleep, nothing is written, and it goes on to the same bytes', async () => {
    const dynamicLapse = { slope: 5, floor: 0.3, cap: 3, reference: 0.03 };
    const scenarios = { model: 'gbm', count: 800 } as const;
    const long = sampleConfig({ ...model, scenarios, projection: { dynamicLapse } });
    const config = { ...long, pipeline: { nodes: [...pipelineNodes(long)] } };
    const undisturbed = await runValuation({ ...request, config });
    using pool = startPool(config, request.platform);
    const seen = { events: 0, isHunting: true };
    const onProgress = ({ kind }: ProgressEvent): void => {
      seen.events++;
      if (seen.isHunting && kind === 'chunks') debug.pause();
    };
    const { debug, run, stands } = debugged({}, { config, pool, onProgress });
    let standing = await stands();
    // On a busy machine a stage may be over before the pause comes to its threads.
    while (standing.at !== 'during' || !pool.activities.includes(activity.held)) {
      debug.resume();
      standing = await stands();
    }
    seen.isHunting = false;
    expect(standing.stage).toMatch(/^(scenarios|projection)\./);
    const asleep = new Set<number>([activity.held, activity.resting]);
    const { events } = seen;
    const before = debug.inspect({ block: 'bus://results/scenarios' });
    for (let look = 0; look < 20; look++) {
      expect(pool.activities.every((word) => asleep.has(word))).toBe(true);
      expect(pool.activities).toContain(activity.held);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(debug.inspect({ block: 'bus://results/scenarios' })).toEqual(before);
    expect(seen.events).toBe(events);
    expect(debug.nodes().find(({ id }) => id === standing.node)!.status).toBe('running');
    debug.resume();
    expect((await run).result.resultHash).toBe(undisturbed.result.resultHash);
  });

  test('can be stopped while it stands', async () => {
    const stopping = new AbortController();
    const { run, stands } = debugged({ isPaused: true }, { signal: stopping.signal });
    await stands();
    stopping.abort();
    await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('the deadline of a run that stands', () => {
  const execution = { ...request.config.execution, deadlineMs: 4000 };
  const config = { ...request.config, execution };

  test('goes on where nobody says otherwise', async () => {
    const { run, stands } = debugged({ isPaused: true }, { config });
    await stands();
    await expect(run).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  test('waits with it under a clock that stands', async () => {
    const { debug, run, stands } = debugged(
      { isPaused: true, clock: new StandingClock() },
      { config },
    );
    await stands();
    await new Promise((resolve) => setTimeout(resolve, execution.deadlineMs + 200));
    debug.resume();
    expect((await run).result.resultHash).toBe(expected.resultHash);
  });
});

describe('a block that is looked at', () => {
  const afterProjection = new Map([['projection', { at: 'after', isOnce: true } as const]]);

  test('has the bytes, the type and the hash that the result has', async () => {
    const { debug, run, stands } = debugged({ breakpoints: afterProjection });
    await stands();
    const { blocks, values } = debug.inspect({ block: 'bus://results/scenarios', column: 'npv' });
    const column = blocks[0]!.columns.find(({ name }) => name === 'npv')!;
    expect(column).toMatchObject({ type: 'f64', shape: [500], bytes: 4000 });
    const bytes = Buffer.from(values!.base64, 'base64');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(column.sha256);
    const range = { block: 'bus://results/scenarios', column: 'npv', offset: 7, length: 3 };
    const part = Buffer.from(debug.inspect(range).values!.base64, 'base64');
    expect(part).toEqual(bytes.subarray(56, 80));
    debug.resume();
    const { result } = await run;
    expect(result.columns.find(({ name }) => name === 'scenarios.npv')!.sha256).toBe(column.sha256);
  });

  test('is one of a list when nobody names it', async () => {
    const { debug, run, stands } = debugged({ breakpoints: afterProjection });
    await stands();
    const { blocks, nodes } = debug.inspect({});
    expect(blocks.map(({ name, writer }) => `${name} by ${writer}`)).toEqual(
      expect.arrayContaining([
        'bus://inputs/policies by $policies',
        'bus://scenarios/rates by scenarios',
        'bus://results/scenarios by projection',
      ]),
    );
    expect(nodes.map(({ id, engine }) => [id, engine])).toEqual([
      ['scenarios', 'wasm://scenarios'],
      ['projection', 'wasm://projection'],
    ]);
    debug.resume();
    await run;
  });

  test.each([
    [{ block: 'bus://results/scenario' }, 'NOT_FOUND', 'There is no block'],
    [{ block: 'bus://results/scenarios', column: 'npvs' }, 'NOT_FOUND', 'npv'],
    [{ column: 'npv' }, 'ARGUMENT_INVALID', 'without its block'],
    [
      { block: 'bus://results/scenarios', column: 'npv', offset: 499, length: 2 },
      'RANGE_INVALID',
      'it has 500',
    ],
    [
      { block: 'bus://inputs/policies', column: 'sum_assured', length: 60_000 },
      'RANGE_INVALID',
      'holds 32768',
    ],
  ])('asked for wrongly (%j) is answered with %s', async (asked, code, words) => {
    const { debug, run, stands } = debugged({ breakpoints: afterProjection });
    await stands();
    expect(() => debug.inspect(asked)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words) as string }),
    );
    debug.resume();
    await run;
  });

  test('cannot be looked at while the run goes', async () => {
    const { debug, run } = debugged();
    expect(() => debug.inspect({})).toThrow(expect.objectContaining({ code: 'NOT_READY' }));
    await run;
  });
});
