import { expect, it } from 'vitest';
import { everyPool } from '../../../contracts/wire/task.ts';
import { advanceTask, jobs } from '../testing/sample-tasks.ts';
import {
  jobTasksSubject,
  laneConsumer,
  laneSubject,
  outcomeSubject,
  taskSubject,
} from './subjects.ts';

const lane = { runtimeVersion: '0.5.0', pool: 't-0123' };

it('names a task by version, pool, job and itself', () => {
  const task = advanceTask({ ...lane, attempt: 3 });
  expect(taskSubject(task)).toBe(
    `livecalc.tasks.0_5_0.t-0123.${jobs.first}.${jobs.first}_advance_0`,
  );
  expect(outcomeSubject(task)).toBe(`livecalc.outcomes.${jobs.first}.${jobs.first}_advance_0`);
});

it('names the tasks of a lane and those of a job', () => {
  expect(laneSubject(lane)).toBe('livecalc.tasks.0_5_0.t-0123.>');
  expect(laneSubject({ ...lane, pool: everyPool })).toBe('livecalc.tasks.0_5_0.*.>');
  expect(jobTasksSubject(jobs.first)).toBe(`livecalc.tasks.*.*.${jobs.first}.>`);
});

it('has names of consumers that no two lanes share', () => {
  const pools = ['shared', 't-0123', 'every', everyPool];
  const names = pools.map((pool) => laneConsumer({ ...lane, pool }));
  expect(names).toEqual(['0_5_0_shared', '0_5_0_t-0123', '0_5_0_every', '0_5_0_EVERY']);
});

it.each([
  ['cash.flows', 'cash_flows'],
  ['cash_flows', 'cash=5F=flows'],
  ['a b*c>d', 'a=20=b=2A=c=3E=d'],
  ['Übersicht', '=DC=bersicht'],
])('makes one safe token of %o', (table, token) => {
  const subject = taskSubject(advanceTask({ taskId: table }));
  expect(subject.split('.').slice(5)).toEqual([token]);
});
