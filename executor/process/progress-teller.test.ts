import { expect, test } from 'vitest';
import type { JobProgress } from '../../contracts/wire/job.ts';
import { ProgressTeller } from './progress-teller.ts';

test('a second of events is told at most 30 times, the first of them at once', () => {
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
  expect(told.length).toBeGreaterThan(20);
  expect(told.length).toBeLessThanOrEqual(30);
});

test('the end of every stage is told, however short it was', () => {
  const told: JobProgress[] = [];
  const teller = new ProgressTeller(
    (progress) => told.push(progress),
    () => 0,
  );
  teller.stage('read');
  for (const stage of ['scenarios.generate', 'projection.value']) {
    teller.hear({ kind: 'stage', stage });
    for (const done of [0, 1, 2]) teller.hear({ kind: 'chunks', stage, done, total: 2 });
  }
  expect(told.slice(1)).toEqual([
    { stage: 'scenarios.generate', done: 2, total: 2 },
    { stage: 'projection.value', done: 2, total: 2 },
  ]);
});

test('the first event of other work is told, however soon it comes', () => {
  const told: JobProgress[] = [];
  const teller = new ProgressTeller(
    (progress) => told.push(progress),
    () => 0,
  );
  for (const stage of ['write', 'left out']) teller.stage(stage);
  teller.begin();
  teller.stage('read');
  expect(told.map(({ stage }) => stage)).toEqual(['write', 'read']);
});
