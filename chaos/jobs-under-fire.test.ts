import { describe, expect, test } from 'vitest';
import { wholeResultHash } from '../contracts/whole-result.ts';
import { emptyResult } from '../contracts/testing/empty-result.ts';
import type { FleetJob } from '../contracts/wire/fleet-job.ts';
import { complaintOf } from './jobs-under-fire.ts';

const result = emptyResult();
const model = { kind: 'small', file: 'small.lcpkg', resultHash: wholeResultHash(result) };

/** A job that ended as it should, but for what the test says. */
function job(differences: Partial<FleetJob> = {}): FleetJob {
  const at = '2026-11-21T10:00:00.000Z';
  return {
    jobId: '01aaae11-4151-484c-9d52-f96bdedb9953',
    status: 'COMPLETED',
    createdAt: at,
    startedAt: at,
    finishedAt: at,
    waitingFor: null,
    planned: null,
    progress: null,
    tables: [],
    result,
    error: null,
    answeredFrom: null,
    deadlineAt: null,
    runtimeVersion: '0.5.0',
    pool: 'shared',
    isCancelRequested: false,
    chunks: { done: 0, running: 0, waiting: 0 },
    attempts: { made: 1, lost: 0, preempted: 0, most: 3 },
    transitions: [end('COMPLETED')],
    ...differences,
  };
}

function end(to: FleetJob['status']): FleetJob['transitions'][number] {
  return {
    at: '2026-11-21T10:00:00.000Z',
    from: 'RUNNING',
    to,
    reason: 'It ended.',
    by: 'gateway a',
  };
}

describe('a job that came back', () => {
  test('is right with the hash of one thread and one end', () => {
    expect(complaintOf(job(), model)).toBeNull();
  });

  test.each<[string, Partial<FleetJob>, string]>([
    ['that was lost', { status: 'FAILED', result: null }, 'it is FAILED'],
    [
      'with another result',
      { result: { ...result, resultHash: 'f'.repeat(64) } },
      'its result hash is ffff',
    ],
    [
      'that was reported twice',
      { transitions: [end('COMPLETED'), end('COMPLETED')] },
      'it came to its end 2 times',
    ],
  ])('is wrong %s', (_, differences, complaint) => {
    expect(complaintOf(job(differences), model)).toContain(complaint);
  });
});
