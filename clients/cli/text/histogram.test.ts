import { expect, it } from 'vitest';
import { histogramLines } from './histogram.ts';

it('draws one line per bin, the fullest forty columns wide', () => {
  const values = Float64Array.from([0, 0, 0, 0, 50, 100]);
  expect(histogramLines(values, 2)).toEqual([
    `   0.0  ${'█'.repeat(40)}      4`,
    `  50.0  ${'█'.repeat(20).padEnd(40)}      2`,
  ]);
});

it('counts every value once, the largest in the last bin', () => {
  const values = Float64Array.from({ length: 1000 }, (_, index) => index * 1.1);
  const counts = histogramLines(values).map((line) => Number(line.trim().split(/\s+/).at(-1)));
  expect(counts).toHaveLength(12);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1000);
});

it('shows a bin of few values beside a bin of very many', () => {
  const values = Float64Array.from([...new Array<number>(5000).fill(0), 1]);
  expect(histogramLines(values, 2)[1]).toContain('▏');
});

it('says so where all values are equal', () => {
  expect(histogramLines(Float64Array.from([7, 7]))).toEqual(['  all 2 values are equal']);
});
