/** A task as it is published, from its row and what is known of the job. */
import type { ObjectRef, Task } from '../../contracts/wire/task.ts';
import type { JobRecord, NewTask, TaskRecord } from '../store/job-store.ts';
import type { SpreadStage } from './core/spread-stage.ts';

export interface TaskContext {
  readonly job: JobRecord;
  readonly runtimeVersion: string;
  readonly objectToken: string;
  readonly products: ObjectRef | null;
  readonly stage: SpreadStage | null;
  readonly spreadAboveMs: number;
}

export function makeTask(row: NewTask | TaskRecord, context: TaskContext): Task {
  const { job, products, stage } = context;
  const head = {
    taskId: row.taskId,
    jobId: job.id,
    tenant: job.tenant,
    // Counted by the store when it is noted as published.
    attempt: 'attempts' in row ? row.attempts + 1 : 1,
    runtimeVersion: context.runtimeVersion,
    pool: job.pool,
    bringsCode: job.bringsCode,
    objectToken: context.objectToken,
    deadlineAt: job.deadlineAt === null ? null : new Date(job.deadlineAt).toISOString(),
    traceparent: job.traceparent,
    model: job.model,
    products,
  };
  if (row.kind === 'advance' || stage === null) {
    return { ...head, kind: 'advance', spreadAboveMs: context.spreadAboveMs };
  }
  return {
    ...head,
    kind: 'chunk',
    runHash: stage.reached.planned.runHash,
    engines: stage.reached.engines,
    stage: row.stage,
    range: { begin: row.begin, count: row.count },
  };
}
