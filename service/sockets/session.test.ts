import { describe, expect, test } from 'vitest';
import type { JobStatus } from '../../contracts/wire/job.ts';
import { framePayloadBytes } from '../../contracts/wire/stream-frame.ts';
import { askOf, type AskMessage } from './ask.ts';
import { Session, type Instruction } from './session.ts';
import { emptyResult } from '../../contracts/testing/empty-result.ts';
import { runHash } from './test-support/stored-jobs.ts';

const jobId = '5d1b7a3c-0e4f-4c7e-9d1a-2f3b4c5d6e7f';
const planned = { runHash, executionOrder: ['projection'], memoryBytes: 1 };

function job(change: Partial<JobStatus> = {}): JobStatus {
  return {
    jobId,
    status: 'RUNNING',
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: null,
    finishedAt: null,
    waitingFor: null,
    planned,
    progress: null,
    tables: [],
    result: null,
    error: null,
    ...change,
  };
}

const table = (name: string): JobStatus['tables'][number] => ({
  table: name,
  rows: 1,
  sizeBytes: 2 * framePayloadBytes,
  sha256: 'c'.repeat(64),
});

/** What a reader needs of instructions: the message's type, or what is to be done. */
function words(instructions: readonly Instruction[]): string[] {
  return instructions.map((one) => {
    if (one.do === 'send') return one.message.type;
    if (one.do === 'stream') return `send ${one.stream.table} from ${one.stream.nextSequence}`;
    return one.do;
  });
}

function follow(session: Session, message: Partial<AskMessage>, status: JobStatus): string[] {
  const ask = askOf({ type: 'attach', jobId, ...message } as AskMessage, jobId);
  return words(session.follow(ask, status));
}

const completed = { status: 'COMPLETED', result: emptyResult() } as const;

describe('a session', () => {
  test('tells nothing of a job before it is planned', () => {
    const session = new Session(8);
    expect(follow(session, {}, job({ planned: null, status: 'PENDING' }))).toEqual([]);
    expect(words(session.jobChanged(job()))).toEqual(['initialized']);
    expect(words(session.jobChanged(job()))).toEqual([]);
  });

  test('tells progress once for each change, and none after the end', () => {
    const session = new Session(8);
    follow(session, {}, job());
    const progress = { stage: 'read', done: 0, total: 0 };
    expect(words(session.jobChanged(job({ progress })))).toEqual(['progress']);
    expect(words(session.jobChanged(job({ progress })))).toEqual([]);
    expect(words(session.jobChanged(job({ progress, ...completed })))).toEqual([
      'complete',
      'unfollow',
    ]);
  });

  test('announces a table when it is stored, once, to each ask that wants it', () => {
    const session = new Session(8);
    follow(session, { tables: ['a'] }, job());
    follow(session, { type: 'resume', streams: [{ table: 'a', nextSequence: 1 }] }, job());
    follow(session, { tables: [] }, job());
    const stored = job({ tables: [table('a'), table('b')] });
    expect(words(session.jobChanged(stored))).toEqual([
      'stream',
      'send a from 0',
      'stream',
      'send a from 1',
    ]);
    expect(words(session.jobChanged(stored))).toEqual([]);
  });

  test('completes when all that was asked of the job was sent, whichever ends first', () => {
    const session = new Session(8);
    const stored = job({ tables: [table('a')] });
    follow(session, {}, stored);
    follow(session, { tables: ['a'] }, stored);
    expect(words(session.streamEnded(1, stored))).toEqual([]);
    const done = { ...stored, ...completed };
    expect(words(session.jobChanged(done))).toEqual([]);
    expect(words(session.streamEnded(0, done))).toEqual(['complete', 'unfollow']);
    expect(session.asks).toBe(0);
  });

  test('drops the streams of a job that fails', () => {
    const session = new Session(8);
    follow(session, {}, job({ tables: [table('a'), table('b')] }));
    expect(words(session.jobChanged(job({ status: 'FAILED' })))).toEqual([
      'drop',
      'drop',
      'error',
      'unfollow',
    ]);
    expect(words(session.jobChanged(job({ status: 'FAILED' })))).toEqual([]);
  });

  test('goes on with a table that a job has stored again after it was begun anew', () => {
    const session = new Session(8);
    const stored = job({ tables: [table('a')] });
    follow(session, {}, stored);
    session.jobChanged(job({ status: 'PENDING', tables: [] }));
    expect(words(session.jobChanged(stored))).toEqual([]);
  });

  test('numbers streams as far as a frame’s header goes', () => {
    const session = new Session(100_000);
    const done = job({ tables: [table('a')], ...completed });
    for (let stream = 0; stream < 65_536; stream++) {
      follow(session, {}, done);
      session.streamEnded(stream, done);
    }
    expect(follow(session, {}, done)).toEqual(['initialized', 'error', 'complete', 'unfollow']);
  });
});
