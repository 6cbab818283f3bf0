import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { UnitRange } from '../../../contracts/wire/task.ts';
import { chunksLeft, longestChunkMs, nextChunk, shortestChunkMs } from './chunk-plan.ts';
import { UnitCover } from './unit-cover.ts';

const stages = fc.record({
  units: fc.integer({ min: 1, max: 20_000 }),
  grain: fc.constantFrom(1, 2, 8, 64),
});
const paces = fc.record({
  unitMs: fc.double({ min: 0.001, max: 5000, noNaN: true }),
  slots: fc.integer({ min: 1, max: 500 }),
});

/** Cuts all that is left, with another pace each time. */
function cut(
  stage: { units: number; grain: number },
  planned: UnitCover,
  pace: (index: number) => { unitMs: number; slots: number },
): UnitRange[] {
  const ranges: UnitRange[] = [];
  for (;;) {
    const range = nextChunk(stage, planned, pace(ranges.length));
    if (range === null) return ranges;
    ranges.push(range);
  }
}

test('every unit is in one chunk, whatever was measured meanwhile', () => {
  const changing = fc.array(paces, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(stages, changing, (stage, changes) => {
      const pace = (index: number) => changes[index % changes.length]!;
      const ranges = cut(stage, new UnitCover(stage.units), pace);
      let end = 0;
      for (const { begin, count } of ranges) {
        expect(begin).toBe(end);
        end = begin + count;
      }
      expect(end).toBeGreaterThanOrEqual(stage.units);
      expect(ranges.at(-1)!.begin).toBeLessThan(stage.units);
    }),
    { numRuns: 200 },
  );
});

test('every chunk is an aligned subtree of whole grains (I3)', () => {
  fc.assert(
    fc.property(stages, paces, (stage, pace) => {
      for (const { begin, count } of cut(stage, new UnitCover(stage.units), () => pace)) {
        expect(Number.isInteger(Math.log2(count))).toBe(true);
        expect(begin % count).toBe(0);
        expect(count % stage.grain).toBe(0);
      }
    }),
    { numRuns: 200 },
  );
});

test('whoever goes on from the rows of some chunks covers just what is missing', () => {
  fc.assert(
    fc.property(stages, paces, fc.infiniteStream(fc.boolean()), ({ units, grain }, pace, kept) => {
      const stage = { units: Math.ceil(units / 50), grain };
      const known = cut(stage, new UnitCover(stage.units), () => pace).filter(
        () => kept.next().value,
      );
      const planned = new UnitCover(stage.units);
      for (const range of known) planned.add(range);
      const all = [...known, ...cut(stage, planned, () => pace)];
      const covered = all.flatMap(({ begin, count }) =>
        Array.from({ length: Math.min(begin + count, stage.units) - begin }, (_, at) => begin + at),
      );
      expect(covered.sort((left, right) => left - right)).toEqual([
        ...Array.from({ length: stage.units }).keys(),
      ]);
      expect(planned.remaining).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test('chunks take 0.05 to 2 seconds and become smaller towards the end', () => {
  const stage = { units: 4096, grain: 1 };
  const pace = { unitMs: 25, slots: 4 };
  const lengthsMs = cut(stage, new UnitCover(4096), () => pace).map(({ count }) => count * 25);
  expect(Math.max(...lengthsMs)).toBeLessThanOrEqual(longestChunkMs);
  expect(Math.min(...lengthsMs)).toBeGreaterThanOrEqual(shortestChunkMs);
  expect(lengthsMs).toEqual([...lengthsMs].sort((left, right) => right - left));
  expect(lengthsMs.slice(-4)).toEqual([50, 50, 50, 50]);
});

test('a unit that takes longer than a chunk should is a chunk of its own', () => {
  const ranges = cut({ units: 3, grain: 1 }, new UnitCover(3), () => ({ unitMs: 9000, slots: 8 }));
  expect(ranges.map(({ count }) => count)).toEqual([1, 1, 1]);
});

test('how many chunks are left is known about', () => {
  expect(chunksLeft(0, 8, { unitMs: 1, slots: 1 })).toBe(0);
  expect(chunksLeft(4096, 1, { unitMs: 25, slots: 4 })).toBe(64);
});
