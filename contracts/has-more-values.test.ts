import { expect, it } from 'vitest';
import { hasMoreValues } from './has-more-values.ts';

it('counts a value and everything inside it', () => {
  const value = { a: [1, 2, { b: null }], c: 'text' };
  expect(hasMoreValues(value, 7)).toBe(false);
  expect(hasMoreValues(value, 6)).toBe(true);
  expect(hasMoreValues(1, 1)).toBe(false);
  expect(hasMoreValues(1, 0)).toBe(true);
});

it('counts a list that is left out as one value, an object of that name in full', () => {
  expect(hasMoreValues({ rows: [1, 2, 3, 4, 5] }, 2, 'rows')).toBe(false);
  expect(hasMoreValues({ rows: { a: 1, b: 2 } }, 2, 'rows')).toBe(true);
});
