/** Tasks and what is said of them, for tests of queues. */
import type { OutcomeOf, Task, TaskOf, WorkerStatus } from '../../../contracts/wire/task.ts';
import type { Lane } from '../queue.ts';

export const jobs = {
  first: '0198c1a0-0000-7000-8000-000000000001',
  second: '0198c1a0-0000-7000-8000-000000000002',
} as const;

export const sharedLane: Lane = { runtimeVersion: '0.5.0', pool: 'shared' };

export const someHash: string = 'ab'.repeat(32);

/** An `advance` of the first job, unless something else is said. */
export function advanceTask(changes: Partial<TaskOf<'advance'>> = {}): TaskOf<'advance'> {
  const jobId = changes.jobId ?? jobs.first;
  return {
    kind: 'advance',
    taskId: `${jobId}.advance.0`,
    jobId,
    tenant: 'acme',
    attempt: 1,
    ...sharedLane,
    bringsCode: false,
    objectToken: 'token',
    deadlineAt: null,
    traceparent: null,
    model: { sha256: someHash, sizeBytes: 10 },
    products: null,
    spreadAboveMs: 200,
    ...changes,
  };
}

/** The `number`th chunk of the first job. */
export function chunkTask(number: number, changes: Partial<TaskOf<'chunk'>> = {}): TaskOf<'chunk'> {
  const { products: _products, spreadAboveMs: _spreadAboveMs, ...head } = advanceTask();
  const jobId = changes.jobId ?? jobs.first;
  return {
    ...head,
    products: null,
    kind: 'chunk',
    taskId: `${jobId}.chunk.0.${number}.1`,
    runHash: someHash,
    engines: { projection: someHash },
    stage: 0,
    range: { begin: number, count: 1 },
    ...changes,
  };
}

/** What a worker answers to a chunk that leaves `bytes`. */
export function chunkOutcome(task: Task, bytes: Uint8Array): OutcomeOf<'chunk'> {
  const { taskId, jobId, tenant, attempt, runtimeVersion } = task;
  return {
    kind: 'chunk',
    taskId,
    jobId,
    tenant,
    attempt,
    runtimeVersion,
    worker: '0198c1a0-0000-7000-8000-00000000000a',
    computeMs: 12.5,
    stage: 0,
    range: { begin: 0, count: 1 },
    engines: { projection: someHash },
    payload: { sha256: someHash, sizeBytes: bytes.byteLength, isInline: true },
    slice: null,
  };
}

export function workerStatus(): WorkerStatus {
  return {
    worker: '0198c1a0-0000-7000-8000-00000000000a',
    pod: 'livecalc-worker-0',
    ...sharedLane,
    slots: 1,
    threads: 2,
    state: 'ready',
    startedAt: '2026-01-01T00:00:00.000Z',
    running: [],
    tasksDone: 0,
    residentBytes: 0,
  };
}
