import { LiveCalcError, type SerializedError } from '../../contracts/errors.ts';

/** An error on its way to the server. Of what is a defect, the stack goes into the server's log. */
export function serializeError(error: unknown): SerializedError {
  if (error instanceof LiveCalcError) return error.toJSON();
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'INTERNAL', message };
}
