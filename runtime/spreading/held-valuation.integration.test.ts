/** Runs that are held: what they can be asked where they stand, and what breaks if X happens before Y. */
import { describe, expect, test, vi } from 'vitest';
import { wholeResultHash } from '../../contracts/whole-result.ts';
import type { Frontier } from '../../contracts/wire/task.ts';
import { nodePlatform } from '../node/platform.ts';
import { ThreadPool } from '../pool/thread-pool.ts';
import { runValuation } from '../run-valuation.ts';
import { testEngines } from '../testing/fixture-engines.ts';
import { benchmarkPolicy, sampleConfig, sampleInputs } from '../testing/sample-inputs.ts';
import { picks, SpreadFleet } from '../testing/spread-fleet.ts';
import type { ValuationRequest } from '../valuation.ts';
import { HeldValuation, type Advanced } from './held-valuation.ts';
import type { StageProduct } from './spread.ts';

type Changes = Readonly<Record<string, unknown>>;

const policies = Array.from({ length: 700 }, (_, index) => benchmarkPolicy(index));
const none = new Map<number, never>();
/** Stages of the request below that can be spread. */
const [, discount, project, value, byPolicy] = [0, 1, 2, 3, 4] as const;

function requestOf(config: Changes = {}): ValuationRequest {
  const inputs = sampleInputs(policies);
  return {
    config: sampleConfig({
      scenarios: { model: 'gbm', count: 150 },
      output: { tables: ['scenarios', 'policies'] },
      execution: { threads: 2 },
      ...config,
    }),
    inputs,
    loadInputs: async () => inputs,
    engines: testEngines(),
    platform: nodePlatform(),
  };
}

/** Runs the fixture's engine, whose misconduct begins at a row. */
function misbehaving(mode: string, execution: object = {}): ValuationRequest {
  const node = {
    id: 'bad',
    engine: 'wasm://misbehave',
    inputs: ['$policies'],
    outputs: ['bus://results/policies', 'bus://results/total'],
    config: { mode, fromRow: 600 },
  };
  return requestOf({
    pipeline: { nodes: [node] },
    output: { tables: ['policies', 'total'] },
    execution: { threads: 2, ...execution },
  });
}

async function withHeld<T>(
  request: ValuationRequest,
  action: (held: HeldValuation) => Promise<T>,
): Promise<T> {
  const held = new HeldValuation(request, () => performance.now());
  try {
    return await action(held);
  } finally {
    await held.dispose();
  }
}

function frontierOf(advanced: Advanced): Frontier {
  if (advanced.kind !== 'reached') throw new Error('It has ended.');
  return advanced.frontier;
}

/** Products of the request's stages, made by one run. */
async function productsUpTo(stage: number): Promise<Map<number, () => Promise<StageProduct>>> {
  const products = new Map<number, () => Promise<StageProduct>>();
  await using fleet = new SpreadFleet(() => requestOf(), 1, picks(1));
  await withHeld(requestOf(), async (held) => {
    for (let next = 0; next < stage; next++) {
      const frontier = frontierOf(await held.advance(products, 0));
      const product = await fleet.product(frontier, products);
      products.set(frontier.stage, async () => product);
    }
  });
  return products;
}

describe('a held run', () => {
  test('that may do everything itself ends in one step, as a run does', async () => {
    const alone = await runValuation(requestOf());
    const advanced = await withHeld(requestOf(), (held) => held.advance(none, 1e9));
    expect(advanced).toMatchObject({
      kind: 'finished',
      valuation: { result: { resultHash: alone.result.resultHash } },
    });
  });

  test('says what it is before anything is valued', async () => {
    const { result } = await runValuation(requestOf());
    const planned = await withHeld(requestOf(), (held) => held.planned());
    expect(planned.job).toMatchObject({
      runHash: result.runHash,
      executionOrder: ['compress', 'scenarios', 'projection'],
    });
    const engines = result.engines.map(({ name, sha256 }) => [name, sha256]);
    expect(planned.engines).toEqual(Object.fromEntries(engines));
  });

  test('tells of a stage what its units are and what they leave', async () => {
    const frontier = await withHeld(requestOf(), async (held) => {
      await held.chunk(none, project, { begin: 0, count: 1 });
      return frontierOf(await held.advance(none, 0));
    });
    expect(frontier).toMatchObject({
      stage: project,
      label: 'projection.project',
      units: 3,
      grain: 1,
      sums: [{ type: 'f64', length: 30 * 8 }],
      isSliced: false,
    });
    expect(frontier.unitMs).toBeGreaterThan(0);
  });

  test('cuts stages the same way whatever threads it has', async () => {
    const many = Array.from({ length: 300_000 }, (_, index) => benchmarkPolicy(index));
    const grains = [1, 3].map((threads) => {
      const node = misbehaving('well').config.pipeline;
      const request = { ...requestOf({ pipeline: node, output: { tables: ['policies'] } }) };
      const config = { ...request.config, execution: { ...request.config.execution, threads } };
      const inputs = sampleInputs(many);
      return withHeld({ ...request, config, inputs }, async (held) => {
        return frontierOf(await held.advance(none, 0)).grain;
      });
    });
    expect(await Promise.all(grains)).toEqual([4, 4]);
  });

  test('leaves the same bytes of a range wherever it is run, and however often', async () => {
    const request = (threads: number): ValuationRequest => misbehaving('well', { threads });
    const [pair, rest] = [
      { begin: 0, count: 2 },
      { begin: 2, count: 2 },
    ];
    const fresh = await withHeld(request(1), async (held) => {
      return [await held.chunk(none, 0, pair), await held.chunk(none, 0, rest)];
    });
    const used = await withHeld(request(3), async (held) => {
      await held.chunk(none, 0, { begin: 0, count: 4 });
      await held.chunk(none, 0, { begin: 1, count: 1 });
      const first = await held.chunk(none, 0, pair);
      await held.advance(none, 0);
      return [first, await held.chunk(none, 0, rest)];
    });
    expect(used).toEqual(fresh);
    // A sum of one number, alone in its 64 bytes, and a number for each policy.
    expect(fresh.map(({ sums }) => sums.length)).toEqual([64, 64]);
    expect(fresh.map(({ slice }) => slice?.length)).toEqual([512 * 8, (700 - 512) * 8]);
  });

  test('goes on from where it stands, and never back', async () => {
    const products = await productsUpTo(value);
    await withHeld(requestOf(), async (held) => {
      expect([held.canRun(0), held.canAdvance(none)]).toEqual([true, true]);
      await held.chunk(products, discount, { begin: 0, count: 2 });
      expect([held.canRun(0), held.canRun(discount)]).toEqual([false, true]);
      expect(held.canAdvance(none)).toBe(false);
      expect(held.canAdvance(products)).toBe(true);
      await expect(held.chunk(products, 0, { begin: 0, count: 1 })).rejects.toThrow('too far');
      await expect(held.advance(none, 0)).rejects.toThrow('too far');
      expect(frontierOf(await held.advance(products, 0)).stage).toBe(value);
      expect((await held.advance(products, 1e9)).kind).toBe('finished');
      expect([held.canRun(byPolicy), held.canAdvance(products)]).toEqual([false, false]);
    });
  });

  test('refuses to do two things at a time, and a stage that it does not have', async () => {
    await withHeld(requestOf(), async (held) => {
      const first = held.chunk(none, 0, { begin: 0, count: 1 });
      await expect(held.advance(none, 0)).rejects.toThrow('one thing at a time');
      await first;
      await expect(held.chunk(none, 99, { begin: 0, count: 1 })).rejects.toThrow('Stage 99');
    });
  });

  test('gives back its threads where it stands', async () => {
    const alone = await runValuation(requestOf());
    using pool = new ThreadPool(nodePlatform(), 2);
    for (const stage of [project, value]) {
      await withHeld({ ...requestOf(), pool }, async (held) => {
        await held.chunk(none, stage, { begin: 0, count: 1 });
      });
    }
    const { result } = await runValuation({ ...requestOf(), pool });
    expect(result.resultHash).toBe(alone.result.resultHash);
  });

  test('numbers its stages alike where the grouping of policies is remembered', async () => {
    const request = requestOf();
    const stages = async (): Promise<Frontier[]> => {
      await using fleet = new SpreadFleet(() => request, 1, picks(3));
      return (await fleet.value()).frontiers.map((frontier) => ({ ...frontier, unitMs: 0 }));
    };
    expect(await stages()).toEqual(await stages());
  });

  test('is known by the run hash that it is told', async () => {
    const knownRunHash = 'ab'.repeat(32);
    const { result } = await runValuation({ ...requestOf(), knownRunHash });
    expect(result.runHash).toBe(knownRunHash);
  });
});

describe('what is put in the place of a stage', () => {
  const resultWith = async (product: StageProduct): Promise<string> => {
    const products = new Map([...(await productsUpTo(byPolicy)), [byPolicy, async () => product]]);
    const advanced = await withHeld(requestOf(), (held) => held.advance(products, 1e9));
    return advanced.kind === 'finished' ? wholeResultHash(advanced.valuation.result) : '';
  };
  const made = async (): Promise<StageProduct> =>
    await (await productsUpTo(byPolicy + 1)).get(byPolicy)!();

  test('decides the result: with two values swapped it is another', async () => {
    const { result } = await runValuation(requestOf());
    const product = await made();
    expect(await resultWith(product)).toBe(result.resultHash);
    const [first, ...others] = product.slices;
    const bytes = first!.bytes.slice();
    bytes.copyWithin(0, 8, 16);
    const swapped = { ...product, slices: [{ ...first!, bytes }, ...others] };
    expect(await resultWith(swapped)).not.toBe(result.resultHash);
  });

  test.each<[string, (product: StageProduct) => StageProduct]>([
    ['with a slice that is missing', ({ sums, slices }) => ({ sums, slices: slices.slice(1) })],
    ['with a slice twice', ({ sums, slices }) => ({ sums, slices: [...slices, slices[0]!] })],
    [
      'with a slice that is short',
      ({ sums, slices }) => ({
        sums,
        slices: slices.map(({ range, bytes }) => ({ range, bytes: bytes.subarray(8) })),
      }),
    ],
    ['with sums that it does not add', ({ slices }) => ({ sums: [new Float64Array(1)], slices })],
  ])('%s is refused', async (_, change) => {
    await expect(resultWith(change(await made()))).rejects.toThrow('projection.policies');
  });
});

describe('a range that fails', () => {
  test('ends the run with the error that it would have had, with the policy’s name', async () => {
    const alone = await runValuation(misbehaving('error')).catch((error: unknown) => error);
    await withHeld(misbehaving('error'), async (held) => {
      await held.chunk(none, 0, { begin: 0, count: 2 });
      const failed = held.chunk(none, 0, { begin: 2, count: 1 });
      await expect(failed).rejects.toThrow((alone as Error).message);
      expect(held.canRun(0)).toBe(false);
    });
  });

  test('leaves its stage to a run that does without it, as one run would', async () => {
    const { pipeline } = misbehaving('error').config;
    const good = { ...pipeline!.nodes[0]!, id: 'good', outputs: ['bus://results/fine'] };
    const bad = { ...pipeline!.nodes[0]!, outputs: ['bus://results/policies'] };
    const nodes = [{ ...good, config: { mode: 'well' } }, bad];
    const request = requestOf({ pipeline: { nodes }, output: { tables: ['fine', 'policies'] } });
    const alone = (await runValuation(request)).result;
    expect(alone.partial?.failures).toMatchObject([{ node: 'bad', code: 'EXECUTION_FAILED' }]);

    const [stageOfGood, stageOfBad] = [0, 1];
    const failed = withHeld(request, (held) =>
      held.chunk(none, stageOfBad, { begin: 2, count: 1 }),
    );
    await expect(failed).rejects.toMatchObject({ details: { policyId: '601' } });
    const undivided = new Map([[stageOfBad, () => Promise.resolve(null)]]);
    const advanced = await withHeld(request, async (held) => {
      const frontier = frontierOf(await held.advance(undivided, 0));
      expect(frontier).toMatchObject({ stage: stageOfGood, mayFail: true });
      return await held.advance(undivided, 1e9);
    });
    if (advanced.kind !== 'finished') throw new Error('It stands.');
    const { result } = advanced.valuation;
    expect(result.partial).toEqual(alone.partial);
    expect(result.columns).toEqual(alone.columns);
    expect(result.columns.map(({ name }) => name)).toEqual(['fine.policy_id', 'fine.doubled']);
  });

  test('says in which sensitivity it was', async () => {
    const stress = { name: 'dear', set: { 'projection.expenseMultiplier': 1e308 } };
    const request = requestOf({ output: { tables: ['scenarios'] }, sensitivities: [stress] });
    const alone = await runValuation(request).catch((error: unknown) => error);
    const failed = await withHeld(request, async (held) => {
      // Behind the run's own stages come those of the sensitivity, on the run's scenarios.
      const stressed = held.chunk(none, value + 3, { begin: 0, count: 1 });
      return await stressed.catch((error: unknown) => error);
    });
    expect((failed as Error).message).toContain('Sensitivity "dear"');
    expect((failed as Error).message).toBe((alone as Error).message);
  });

  test('ends at the deadline, though its engine does not', async () => {
    await withHeld(misbehaving('loop', { deadlineMs: 300 }), async (held) => {
      const endless = held.chunk(none, 0, { begin: 2, count: 1 });
      await expect(endless).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    });
  });
});

test('a run that stands is ended by its deadline', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await withHeld(misbehaving('well', { deadlineMs: 60_000 }), async (held) => {
    expect((await held.advance(none, 0)).kind).toBe('reached');
    vi.advanceTimersByTime(59_999);
    expect((await held.advance(none, 0)).kind).toBe('reached');
    vi.advanceTimersByTime(1);
    vi.useRealTimers();
    await expect.poll(() => held.canRun(0)).toBe(false);
  }).finally(() => vi.useRealTimers());
});

test('a run is let go while it is under way', async () => {
  const held = new HeldValuation(misbehaving('loop'), () => performance.now());
  const endless = held.chunk(none, 0, { begin: 2, count: 1 });
  const refused = expect(endless).rejects.toMatchObject({ code: 'CANCELLED' });
  await held.dispose();
  await refused;
});
