import { expect, it } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import { emptyResult } from '../../contracts/testing/empty-result.ts';
import { jobStatusSchema, type JobStatus } from '../../contracts/wire/job.ts';
import { jobAfter, plannedJob, type JobEvent } from './job-state.ts';

const planned = {
  runHash: 'a'.repeat(64),
  executionOrder: ['scenarios', 'projection'],
  memoryBytes: 1000,
};
const table = { table: 'scenarios', rows: 3, sizeBytes: 900, sha256: 'b'.repeat(64) };
const result = emptyResult({ scenarioCount: 3 });

const events = {
  wait: { kind: 'waiting', waitingFor: 'the run before it' },
  start: { kind: 'started' },
  progress: { kind: 'progress', progress: { stage: 'projection.value', done: 1, total: 4 } },
  table: { kind: 'table', table },
  restart: { kind: 'restarting' },
  complete: { kind: 'completed', result },
  fail: { kind: 'ended', error: new LiveCalcError('ENGINE_TRAPPED', 'An engine trapped.') },
  cancel: { kind: 'ended', error: new LiveCalcError('CANCELLED', 'Cancelled.') },
  defect: { kind: 'ended', error: new TypeError('/home/of/the/server') },
} as const satisfies Record<string, JobEvent>;

type EventName = keyof typeof events;

/** A job a second after which each event comes. */
function jobAfterAll(names: readonly EventName[]): JobStatus {
  const id = '00000000-0000-4000-8000-000000000000';
  return names.reduce(
    (job, name, index) => jobAfter(job, events[name], (index + 1) * 1000),
    plannedJob(id, planned, 0),
  );
}

const cases: readonly [readonly EventName[], Partial<JobStatus>][] = [
  [[], { status: 'PENDING', createdAt: '1970-01-01T00:00:00.000Z', startedAt: null }],
  [['wait'], { status: 'PENDING', waitingFor: 'the run before it' }],
  [
    ['wait', 'start'],
    { status: 'RUNNING', waitingFor: null, startedAt: '1970-01-01T00:00:02.000Z' },
  ],
  [['start', 'progress'], { progress: events.progress.progress, finishedAt: null }],
  [['start', 'table'], { status: 'RUNNING', tables: [table] }],
  [
    ['start', 'table', 'restart'],
    { status: 'PENDING', tables: [], progress: null, startedAt: null },
  ],
  [['start', 'restart', 'start'], { status: 'RUNNING', startedAt: '1970-01-01T00:00:03.000Z' }],
  [
    ['start', 'progress', 'table', 'complete'],
    { status: 'COMPLETED', result, tables: [table], progress: null },
  ],
  [['start', 'table', 'fail'], { status: 'FAILED', tables: [], result: null }],
  [['wait', 'cancel'], { status: 'CANCELLED', waitingFor: null, startedAt: null }],
  [['start', 'cancel', 'table', 'progress'], { status: 'CANCELLED', tables: [], progress: null }],
  [['start', 'cancel', 'complete'], { status: 'CANCELLED', result: null }],
  [['start', 'complete', 'fail'], { status: 'COMPLETED', error: null }],
];

it.each(cases)('after %o', (names, expected) => {
  const job = jobAfterAll(names);
  expect(job).toMatchObject(expected);
  expect(jobStatusSchema.parse(job)).toEqual(job);
});

it('tells why it failed, and of a defect only that it was one', () => {
  expect(jobAfterAll(['start', 'fail']).error).toMatchObject({ code: 'ENGINE_TRAPPED' });
  const { error } = jobAfterAll(['start', 'defect']);
  expect(error?.code).toBe('INTERNAL');
  expect(JSON.stringify(error)).not.toContain('/home');
});
