import { expect, test } from 'vitest';
import type { JobProgress } from '../../../contracts/wire/job.ts';
import { ProgressTeller } from './progress-teller.ts';

test('a second of events is told at most 30 times, the first of them at once, the last of a stage always', () => {
  const told: JobProgress[] = [];
  let nowMs = 0;
  const teller = new ProgressTeller(
    (progress) => told.push(progress),
    () => nowMs,
  );
  teller.stage('read');
  for (nowMs = 1; nowMs < 1000; nowMs++) {
    teller.hear({ kind: 'chunks', stage: 'projection.value', done: nowMs, total: 1000 });
  }
  expect(told[0]).toEqual({ stage: 'read', done: 0, total: 0 });
  expect(told[1]).toEqual({ stage: 'projection.value', done: 34, total: 1000 });
  teller.hear({ kind: 'chunks', stage: 'projection.value', done: 1000, total: 1000 });
  expect(told.at(-1)).toEqual({ stage: 'projection.value', done: 1000, total: 1000 });
  expect(told.length).toBeGreaterThan(20);
  expect(told.length).toBeLessThanOrEqual(31);
});
