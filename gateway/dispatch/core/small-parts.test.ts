import { expect, test } from 'vitest';
import { advanceTask, chunkTask, convertTaskId, convertedTable } from './task-ids.ts';
import { UnitCost } from './unit-cost.ts';
import { versionFor } from './version-choice.ts';
import { waitingReason } from './waiting-reason.ts';

test('tasks have names that say what they are', () => {
  expect(advanceTask('JOB', 2).taskId).toBe('JOB.advance.2');
  expect(chunkTask('JOB', 1, { begin: 64, count: 32 }).taskId).toBe('JOB.chunk.1.64.32');
  expect(convertTaskId('JOB', 'cash.flows', 'csv')).toBe('JOB.convert.cash.flows.csv');
  expect(convertedTable('JOB', 'JOB.convert.cash.flows.csv')).toEqual({
    table: 'cash.flows',
    format: 'csv',
  });
  expect(convertedTable('JOB', 'JOB.chunk.1.64.32')).toBe(null);
});

test('a job begins on the version of the gateway, else on the newest', () => {
  expect(versionFor('0.5.0', new Set(['0.6.0', '0.5.0']))).toBe('0.5.0');
  expect(versionFor('0.5.0', new Set(['0.9.0', '0.10.0']))).toBe('0.10.0');
  expect(versionFor('0.5.0', new Set())).toBe(null);
});

test('the cost of a unit follows what is measured', () => {
  const cost = new UnitCost(10);
  for (let chunk = 0; chunk < 20; chunk++) cost.measured(8, 8 * 40, 2);
  expect(cost.unitMs).toBeCloseTo(20, 1);
  cost.measured(8, 0, 2);
  expect(cost.unitMs).toBeCloseTo(20, 1);
});

test('why a job waits is a sentence', () => {
  const lane = { runtimeVersion: '0.5.0', pool: 'shared' };
  const claim = { createdAt: 0, inFlight: 1, available: 2 };
  const claims = [
    { ...claim, jobId: 'x', tenant: 'acme' },
    { ...claim, jobId: 'y', tenant: 'other' },
    { ...claim, jobId: 'z', tenant: 'acme' },
  ];
  const waiting = { jobId: 'x', tenant: 'acme', lane, slots: 1, claims };
  expect(waitingReason(waiting)).toBe('3 tasks of other tenants and 3 of yours are ahead');
  expect(waitingReason({ ...waiting, slots: 0 })).toBe('no worker of version 0.5.0 in pool shared');
  expect(waitingReason({ ...waiting, claims: [] })).toBe('a worker to begin it');
});
