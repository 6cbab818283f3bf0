import { expect, it } from 'vitest';
import { otherScenarios, tailHistogram } from './tail-histogram.ts';

const hundred = Float64Array.from({ length: 100 }, (_, index) => index - 20.5);

it('counts every scenario once, in bins between round numbers', () => {
  const bins = tailHistogram(hundred, [])!;
  expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(100);
  expect(bins[0]).toEqual({ from: -22.5, to: -20, tail: otherScenarios, depth: 0, count: 1 });
  expect(bins.at(-1)).toMatchObject({ from: 77.5, to: 80 });
});

it('cuts the bin that a tail ends in, so that a tail holds its very scenarios', () => {
  const tails = [
    { label: 'wide', count: 30 },
    { label: 'deep', count: 7 },
  ];
  const bins = tailHistogram(hundred, tails)!;
  const counts = new Map<string, number>();
  for (const { tail, count } of bins) counts.set(tail, (counts.get(tail) ?? 0) + count);
  expect([...counts]).toEqual([
    ['deep', 7],
    ['wide', 23],
    [otherScenarios, 70],
  ]);
});

it('leaves scenarios of equal value in the tail that they were counted in', () => {
  const bins = tailHistogram(Float64Array.of(0, 0, 0, 0, 48), [{ label: 'tail', count: 2 }])!;
  expect(bins.map(({ from, tail, count }) => [from, tail, count])).toEqual([
    [0, 'tail', 2],
    [0, otherScenarios, 2],
    [48, otherScenarios, 1],
  ]);
});

it('has nothing to draw where all values are equal, or nearly', () => {
  expect(tailHistogram(Float64Array.of(3, 3), [])).toBeNull();
  expect(tailHistogram(Float64Array.of(0, 0), [])).toBeNull();
  expect(tailHistogram(Float64Array.of(1e15, 1e15 + 1), [])).toBeNull();
});
