/** What Azure's client throws, as our errors. */
import { LiveCalcError } from '../../contracts/errors.ts';

/** Rejects with BACKEND_UNAVAILABLE, and with errors of ours as they are. */
export async function onAzure<T>(action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (error) {
    throw asAzureError(error);
  }
}

/** As `onAzure`; undefined where there is no such blob. */
export async function ifBlob<T>(action: Promise<T>): Promise<T | undefined> {
  try {
    return await action;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw asAzureError(error);
  }
}

/** The HTTP status that Azure answered with; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}

export function asAzureError(error: unknown): unknown {
  if (error instanceof LiveCalcError) return error;
  const status = statusOf(error);
  const found = status === undefined ? 'it does not answer' : `it answers ${status}`;
  const message =
    `The blob container of the objects cannot be used (${found}). Try again later; whoever runs the ` +
    'server should look at the account, its network rules and the role of the identity.';
  return new LiveCalcError('BACKEND_UNAVAILABLE', message, { found }, error);
}
