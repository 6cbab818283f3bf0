/** Names of tasks: the same work of a job has the same name, whoever plans it. */
import type { UnitRange } from '../../../contracts/wire/task.ts';
import type { NewTask } from '../../store/job-store.ts';

/** Runs the job up to its end or its next stage to be spread; `products` of them are known. */
export function advanceTask(jobId: string, products: number): NewTask {
  const taskId = `${jobId}.advance.${products}`;
  return { taskId, kind: 'advance', stage: products, begin: 0, count: 0 };
}

export function chunkTask(jobId: string, stage: number, { begin, count }: UnitRange): NewTask {
  const taskId = `${jobId}.chunk.${stage}.${begin}.${count}`;
  return { taskId, kind: 'chunk', stage, begin, count };
}

/** The table's name may hold whatever a table's name may; the format has no dots. */
export function convertTaskId(jobId: string, table: string, format: string): string {
  return `${jobId}.convert.${table}.${format}`;
}

/** Table and format of a `convert` task; null for other names. */
export function convertedTable(
  jobId: string,
  taskId: string,
): { readonly table: string; readonly format: string } | null {
  const head = `${jobId}.convert.`;
  const end = taskId.lastIndexOf('.');
  if (!taskId.startsWith(head) || end < head.length) return null;
  return { table: taskId.slice(head.length, end), format: taskId.slice(end + 1) };
}
