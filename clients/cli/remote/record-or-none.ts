import type { ExecutionRecord } from '../../../contracts/execution-record.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';

/** Null where the server keeps none, as those before version 0.6.0. Rejects with every other error. */
export async function recordOrNone(
  asked: Promise<ExecutionRecord>,
): Promise<ExecutionRecord | null> {
  return await asked.catch((error: unknown) => {
    if (error instanceof LiveCalcError && error.code === 'NOT_FOUND') return null;
    throw error;
  });
}
