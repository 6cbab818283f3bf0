import { expect, test } from 'vitest';
import type { WorkerStatus } from '../../../contracts/wire/task.ts';
import { FleetView, freshForMs } from './fleet-view.ts';

const jobId = '1f64b2c2-86bd-42f0-92ce-0968b4cc6d96';
const lane = { runtimeVersion: '0.5.0', pool: 'shared' };

function status(worker: string, differences: Partial<WorkerStatus> = {}): WorkerStatus {
  return {
    worker,
    pod: `pod-of-${worker}`,
    ...lane,
    slots: 2,
    threads: 4,
    state: 'ready',
    startedAt: '2026-11-21T10:00:00Z',
    running: [],
    tasksDone: 0,
    residentBytes: 0,
    ...differences,
  };
}

const running = [{ taskId: 'task', jobId, attempt: 1, forMs: 10, progress: null }];

test('slots are those of ready workers of the lane that were heard of lately', () => {
  let now = 0;
  const fleet = new FleetView(() => now);
  fleet.take(status('a'));
  fleet.take(status('b', { pool: 't-1' }));
  fleet.take(status('c', { runtimeVersion: '0.4.0' }));
  fleet.take(status('d', { state: 'draining' }));
  expect(fleet.slots(lane)).toBe(2);
  expect(fleet.versions('shared')).toEqual(new Set(['0.5.0', '0.4.0']));
  now = freshForMs;
  fleet.take(status('e'));
  expect(fleet.slots(lane)).toBe(4);
  now = freshForMs + 250;
  expect(fleet.slots(lane)).toBe(2);
  fleet.take(status('e', { state: 'gone' }));
  expect(fleet.slots(lane)).toBe(0);
});

test('a worker of every pool has slots in each', () => {
  const fleet = new FleetView(() => 0);
  fleet.take(status('a', { pool: '*' }));
  expect(fleet.slots({ ...lane, pool: 't-1' })).toBe(2);
  expect(fleet.versions('t-2')).toEqual(new Set(['0.5.0']));
});

test('a task that was delivered twice runs at two workers', () => {
  const fleet = new FleetView(() => 0);
  fleet.take(status('a', { running }));
  fleet.take(status('b', { running, pool: 't-1' }));
  expect(
    fleet
      .running()
      .get('task')
      ?.map(({ worker }) => worker),
  ).toEqual(['a', 'b']);
  expect(
    fleet
      .runningIn(lane)
      .get('task')
      ?.map(({ worker }) => worker),
  ).toEqual(['a']);
});

test('pods are told by what they do, so that idle ones go first', () => {
  const fleet = new FleetView(() => 0);
  fleet.take(status('a', { running }));
  fleet.take(status('b'));
  fleet.take(status('c', { pod: null }));
  expect(fleet.podsByLoad()).toEqual(
    new Map([
      ['pod-of-a', 1],
      ['pod-of-b', 0],
    ]),
  );
});

test('the rate is that of the last seconds', () => {
  let now = 0;
  const fleet = new FleetView(() => now);
  fleet.take(status('a', { tasksDone: 10 }));
  now = 2000;
  fleet.take(status('a', { tasksDone: 30 }));
  expect(fleet.tasksPerSecond()).toBe(10);
});
