import path from 'node:path';
import { executionFileName } from '../../contracts/execution-record.ts';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import { recordOfRun, type FinishedRun } from '../../model/record-of-run.ts';
import type { Platform } from '../../runtime/platform.ts';
import type { RunTask } from '../executor.ts';
import { storeFile } from './stored-file.ts';
import { taskModel } from './task-model.ts';

/**
 * Writes the record of a run beside its tables, as execution.json. Files are called as in the
 * submission. A process that is kept has run others' jobs too, so its peak of memory is not told (I8).
 * Throws STORAGE_FULL.
 */
export async function storeRecord(
  task: RunTask,
  run: FinishedRun,
  platform: Platform,
): Promise<ObjectRef> {
  const record = recordOfRun(taskModel(task), run, { platform, peakBytes: null });
  const file = path.join(task.resultFolder, executionFileName);
  return await storeFile(file, 'The execution record', async (sink) => {
    await sink.write(Buffer.from(`${JSON.stringify(record, null, 2)}\n`));
    await sink.close();
  });
}
