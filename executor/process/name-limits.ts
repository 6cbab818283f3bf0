import { LiveCalcError } from '../../contracts/errors.ts';

/** An error of planning, with both limits named where memory is what it is about. */
export function nameLimits(error: unknown, workerMb: number, configMb: number): unknown {
  if (!(error instanceof LiveCalcError) || error.code !== 'MEMORY_LIMIT_EXCEEDED') return error;
  const message =
    `${error.message} This worker allows a run ${workerMb} MiB (MAX_MEMORY_MB), its configuration ` +
    `${configMb} MiB (execution.memoryMb); the lower of the two holds.`;
  return new LiveCalcError(error.code, message, error.details, error);
}
