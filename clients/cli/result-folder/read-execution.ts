import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  executionFileName,
  executionRecordSchema,
  type ExecutionRecord,
} from '../../../contracts/execution-record.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { checkRegularFile } from '../../../tables/node/regular-file.ts';

/** execution.json of a result folder; null where there is none. Throws FILE_UNREADABLE. */
export async function readExecution(folder: string): Promise<ExecutionRecord | null> {
  const file = path.join(folder, executionFileName);
  await checkRegularFile(file);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    const message = `${file} cannot be read (${error.code}).`;
    throw new LiveCalcError('FILE_UNREADABLE', message, { file }, error);
  });
  if (text === null) return null;
  const parsed = executionRecordSchema.safeParse(jsonOrNull(text));
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path.join('.') ?? '';
  const message =
    `${file} is not the record of a run${place && ` (key ${place})`}. It is part of no hash: without the ` +
    'file the result is the same, and livecalc verify and report read it as before.';
  throw new LiveCalcError('FILE_UNREADABLE', message, { file }, parsed.error);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
