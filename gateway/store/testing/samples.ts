/** Jobs, tasks and outcomes as tests need them: complete, and told apart by what the test says. */
import { hash, randomUUID } from 'node:crypto';
import type { ObjectRef, OutcomeOf } from '../../../contracts/wire/task.ts';
import type { NewJob, NewTask, Quota } from '../job-store.ts';

export const noQuota: Quota = { jobs: 1_000_000, queuedBytes: 1e15 };
/** 2026-11-21, 10:00 UTC. */
export const morning: number = Date.UTC(2026, 10, 21, 10);

export function objectOf(content: string): ObjectRef {
  return { sha256: hash('sha256', content), sizeBytes: content.length };
}

export function aJob(differences: Partial<NewJob> = {}): NewJob {
  const model = objectOf('model');
  return {
    id: randomUUID(),
    tenant: 'acme',
    subject: 'ada',
    model,
    objects: [model],
    contentHash: hash('sha256', 'content'),
    bringsCode: false,
    pool: 'shared',
    createdAt: morning,
    deadlineAt: null,
    maxAttempts: 3,
    recompute: false,
    idempotencyKey: null,
    traceparent: null,
    queuedBytes: 1000,
    ...differences,
  };
}

export function aChunk(jobId: string, begin: number, count = 4): NewTask {
  return { taskId: `${jobId}.chunk.0.${begin}.${count}`, kind: 'chunk', stage: 0, begin, count };
}

type FinishedOutcome = OutcomeOf<'finished'>;

/** The outcome of the last task, whose result is elsewhere. */
export function finishedOf(
  jobId: string,
  { taskId }: NewTask,
  differences: Partial<FinishedOutcome> = {},
): FinishedOutcome {
  return {
    kind: 'finished',
    taskId,
    jobId,
    tenant: 'acme',
    attempt: 1,
    worker: 'worker-1',
    runtimeVersion: '0.5.0',
    computeMs: 1500,
    planned: { runHash: 'a'.repeat(64), executionOrder: [], memoryBytes: 0 },
    resultHash: 'b'.repeat(64),
    tables: [],
    payload: { ...objectOf('result'), isInline: false },
    ...differences,
  };
}

type ChunkOutcome = OutcomeOf<'chunk'>;

/** The outcome of a chunk with its bytes. */
export function outcomeOf(
  jobId: string,
  { taskId, stage, begin, count }: NewTask,
  bytes: Uint8Array,
  differences: Partial<ChunkOutcome> = {},
): ChunkOutcome {
  return {
    kind: 'chunk',
    taskId,
    jobId,
    tenant: 'acme',
    attempt: 1,
    worker: 'worker-1',
    runtimeVersion: '0.5.0',
    computeMs: 1500,
    stage,
    range: { begin, count },
    engines: { projection: hash('sha256', 'projection') },
    payload: { sha256: hash('sha256', bytes), sizeBytes: bytes.length, isInline: true },
    slice: null,
    ...differences,
  };
}
