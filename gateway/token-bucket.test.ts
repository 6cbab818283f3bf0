import { expect, it } from 'vitest';
import { TokenBuckets } from './token-bucket.ts';

it('gives a minute’s requests at once, then one as often as they may come', () => {
  const buckets = new TokenBuckets(60);
  const burst = Array.from({ length: 60 }, () => buckets.take('acme', 0));
  expect(burst).toEqual(burst.map(() => 0));
  expect(buckets.take('acme', 0)).toBe(1000);
  expect(buckets.take('acme', 400)).toBe(600);
  expect(buckets.take('acme', 1000)).toBe(0);
  expect(buckets.take('acme', 1000)).toBe(1000);
});

it('counts each tenant by itself', () => {
  const buckets = new TokenBuckets(1);
  expect(buckets.take('acme', 0)).toBe(0);
  expect(buckets.take('acme', 0)).toBe(60_000);
  expect(buckets.take('other', 0)).toBe(0);
});

it('never holds more than a minute’s, and forgets who asks no more', () => {
  const buckets = new TokenBuckets(2);
  buckets.take('acme', 0);
  expect(buckets.size).toBe(1);
  const hour = 3_600_000;
  expect([0, 1, 2].map(() => buckets.take('other', hour))).toEqual([0, 0, 30_000]);
  expect(buckets.size).toBe(1);
});
