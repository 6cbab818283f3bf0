/** The error of a node, with all that is known of where it happened. */
import { LiveCalcError, type ErrorCode } from '../../contracts/errors.ts';
import type { NodeFailure } from '../../contracts/node-report.ts';
import type { PlannedNode } from '../pipeline/plan-node.ts';

const hints: Partial<Record<ErrorCode, string>> = {
  TIMEOUT: 'Raise timeoutMs of the node, or give it less to do.',
  OUT_OF_MEMORY: 'Give the node less at a time: fewer scenarios, rows or years.',
  EXECUTION_FAILED: 'The message is the engine’s own: look at its config and its inputs.',
  ENGINE_INIT_FAILED: 'Try the module with plain Python first; docs/python-engines.md says how.',
  ENGINE_TRAPPED:
    'It is a defect of the engine: run it with the same inputs where it can be debugged.',
  NUMERICAL_ERROR: 'Look for amounts, rates or parameters that are out of range.',
  UPSTREAM_ERROR: 'Mend the node that failed; this one then runs.',
  INTEGRITY_CHECK_FAILED: 'Some engine writes outside its own blocks: run without the newest one.',
  HANDOFF_FAILED: 'The engine must keep its buffers as they were handed to it.',
  THREAD_LOST: 'Try again; where it happens again, look at the memory of the machine.',
};

/** `inputs`: hashes by name; empty where they are not known. */
export function nodeError(
  error: LiveCalcError,
  { id, node }: Pick<PlannedNode, 'id' | 'node'>,
  inputs: Readonly<Record<string, string>>,
): LiveCalcError {
  const hint = error.details.hint ?? hints[error.code];
  const details = {
    ...error.details,
    node: id,
    engine: node.engine,
    ...(Object.keys(inputs).length > 0 && { inputs }),
    ...(hint !== undefined && { hint }),
  };
  return new LiveCalcError(error.code, error.message, details, error);
}

export function nodeFailure(error: LiveCalcError, { id, node }: PlannedNode): NodeFailure {
  const { chunk, traceback, hint, inputs = {} } = error.details;
  return {
    node: id,
    engine: node.engine,
    code: error.code,
    message: error.message,
    isOptional: node.optional || node.onError.otherwise !== 'fail',
    ...(chunk !== undefined && { chunk }),
    ...(traceback !== undefined && { traceback }),
    ...(hint !== undefined && { hint }),
    inputs: { ...inputs },
  };
}

export function upstreamError({ id }: PlannedNode, failed: readonly string[]): LiveCalcError {
  const names = failed.map((one) => `"${one}"`).join(', ');
  const message = `Node "${id}" did not run, because ${failed.length === 1 ? 'node' : 'nodes'} ${names} did not succeed.`;
  return new LiveCalcError('UPSTREAM_ERROR', message, { found: failed.join(', ') });
}

export function nodeTimedOut({ id, node }: PlannedNode): LiveCalcError {
  const limit = `${node.timeoutMs.toLocaleString('en')} ms`;
  const message = `Node "${id}" took longer than its ${limit} and was ended.`;
  return new LiveCalcError('TIMEOUT', message, { expected: `at most ${limit}` });
}
