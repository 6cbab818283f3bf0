import type { ObjectRef } from '../../contracts/wire/task.ts';
import type { JobRecord } from '../store/job-store.ts';

/** The objects of a job's result: its tables, and its execution record. */
export function resultObjects({ tables, executionRecord }: JobRecord): readonly ObjectRef[] {
  const stored = tables.map(({ sha256, sizeBytes }) => ({ sha256, sizeBytes }));
  return executionRecord === null ? stored : [...stored, executionRecord];
}
