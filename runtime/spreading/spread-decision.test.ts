import { describe, expect, test } from 'vitest';
import type { UnitRange } from '../../contracts/wire/task.ts';
import { isWorthSpreading, measureStage, type StageCost } from './spread-decision.ts';
import type { ReachedStage } from './spread.ts';

interface Stage {
  readonly units: number;
  readonly grain: number;
  /** Milliseconds of a range of so many grains. */
  readonly rangeMs: (grains: number) => number;
  readonly sliceBytesPerUnit?: number;
}

interface Asked {
  readonly threads: number;
  readonly spreadAboveMs: number;
}

/** A stage on a clock that only it moves. */
class MeasuredStage {
  readonly ran: UnitRange[] = [];
  readonly reached: ReachedStage;
  #nowMs = 0;

  constructor({ units, grain, rangeMs, sliceBytesPerUnit = 0 }: Stage) {
    this.reached = {
      stage: 0,
      label: 'projection.project',
      units,
      grain,
      sums: [],
      isSliced: sliceBytesPerUnit > 0,
      run: async (range) => {
        this.ran.push(range);
        this.#nowMs += rangeMs(range.count / grain);
        const length = sliceBytesPerUnit * Math.min(range.count, units);
        return { sums: new Uint8Array(), slice: length > 0 ? new Uint8Array(length) : null };
      },
    };
  }

  measure({ threads, spreadAboveMs }: Asked): Promise<StageCost> {
    const { signal } = new AbortController();
    const nowMs = (): number => this.#nowMs;
    return measureStage(this.reached, { threads, spreadAboveMs, nowMs, signal });
  }
}

describe('a stage is measured', () => {
  test('on its first grain, where that takes long', async () => {
    const stage = new MeasuredStage({ units: 4000, grain: 8, rangeMs: () => 160 });
    const cost = await stage.measure({ threads: 1, spreadAboveMs: 200 });
    expect(stage.ran).toEqual([{ begin: 0, count: 8 }]);
    expect(cost).toEqual({ unitMs: 20, sliceBytes: 0 });
  });

  test('as what all threads do in the time, though a grain is the work of one', async () => {
    const stage = new MeasuredStage({ units: 4000, grain: 8, rangeMs: () => 160 });
    const { unitMs } = await stage.measure({ threads: 4, spreadAboveMs: 200 });
    expect(unitMs).toBe(5);
  });

  test('on more grains while they are too short to tell, and it could be worth spreading', async () => {
    const rangeMs = (grains: number): number => 0.5 + 0.4 * grains;
    const stage = new MeasuredStage({ units: 1000, grain: 1, rangeMs });
    const { unitMs } = await stage.measure({ threads: 1, spreadAboveMs: 200 });
    expect(stage.ran.map(({ count }) => count)).toEqual([1, 2, 4, 8, 16]);
    expect(unitMs).toBeCloseTo(0.43125, 10);
  });

  test('no longer than it takes to know that it is short', async () => {
    const stage = new MeasuredStage({ units: 100, grain: 1, rangeMs: () => 1 });
    await stage.measure({ threads: 1, spreadAboveMs: 200 });
    expect(stage.ran).toHaveLength(1);
  });

  test('to its end at most', async () => {
    const stage = new MeasuredStage({ units: 5, grain: 2, rangeMs: () => 1 });
    const { unitMs } = await stage.measure({ threads: 2, spreadAboveMs: 0 });
    expect(stage.ran.map(({ count }) => count)).toEqual([2, 4, 8]);
    expect(unitMs).toBe(0.2);
  });
});

describe('a stage is spread', () => {
  const isSpread = async (stage: Stage, spreadAboveMs: number): Promise<boolean> => {
    const measured = new MeasuredStage(stage);
    const cost = await measured.measure({ threads: 1, spreadAboveMs });
    return isWorthSpreading(measured.reached, cost, spreadAboveMs);
  };
  const rangeMs = (grains: number): number => 10 * grains;

  test('where it would take longer than it may', async () => {
    expect(await isSpread({ units: 20, grain: 1, rangeMs }, 200)).toBe(false);
    expect(await isSpread({ units: 21, grain: 1, rangeMs }, 200)).toBe(true);
  });

  test('unless what it leaves takes longer to fetch than to compute', async () => {
    const stage = { units: 100, grain: 1, rangeMs };
    expect(await isSpread({ ...stage, sliceBytesPerUnit: 900_000 }, 200)).toBe(true);
    expect(await isSpread({ ...stage, sliceBytesPerUnit: 1_100_000 }, 200)).toBe(false);
  });

  test('whatever it takes, where all are to be spread', async () => {
    const short = { units: 2, grain: 1, rangeMs: () => 0, sliceBytesPerUnit: 1_100_000 };
    expect(await isSpread(short, 0)).toBe(true);
  });
});
