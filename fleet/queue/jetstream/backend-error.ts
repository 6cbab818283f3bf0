/** Where errors of the NATS client become ours. */
import { InvalidArgumentError, RequestError } from '@nats-io/transport-node';
import { LiveCalcError } from '../../../contracts/errors.ts';

/**
 * BACKEND_UNAVAILABLE for whatever NATS could not do, INTERNAL for what it should not have been asked;
 * errors of ours as they are.
 */
export function asBackendError(error: unknown): LiveCalcError {
  if (error instanceof LiveCalcError) return error;
  const found = error instanceof Error ? error.message : String(error);
  if (error instanceof InvalidArgumentError) {
    const message =
      `The queue (NATS) was asked for what it does not do: ${found}. Where a message is too large, ` +
      'max_payload of nats-server is less than the usual 1 MiB.';
    return new LiveCalcError('INTERNAL', message, { found }, error);
  }
  const message =
    `The queue (NATS) did not do what was asked: ${found}. It is asked again by whoever needs it; ` +
    'where it stays so, see whether nats-server runs, with JetStream on and room on its disk.';
  return new LiveCalcError('BACKEND_UNAVAILABLE', message, { found }, error);
}

export function notConnected(): LiveCalcError {
  const message =
    'There is no connection to the queue (NATS_URL), and it did not come within the time that one ' +
    'waits for it. It is tried for ever; see whether nats-server runs and takes our credentials.';
  return new LiveCalcError('BACKEND_UNAVAILABLE', message);
}

/** The numbers that JetStream gives its errors; they do not change between versions. */
const jetStreamCodes = {
  streamMissing: 10_059,
  streamDiffers: 10_058,
  subjectsOverlap: 10_065,
  streamInvalid: 10_012,
  subjectFull: 10_077,
  consumerDiffers: 10_148,
} as const;

export function isJetStreamError(error: unknown, kind: keyof typeof jetStreamCodes): boolean {
  return error instanceof Error && 'code' in error && error.code === jetStreamCodes[kind];
}

/** Nobody listens on the subject: the stream that should is not there. */
export function hasNoResponders(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return [error, cause].some((one) => one instanceof RequestError && one.isNoResponders());
}
