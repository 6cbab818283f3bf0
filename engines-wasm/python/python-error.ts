/** The one place where what went wrong in Python becomes an error of ours. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { PythonFault } from './messages.ts';

/** What the interpreter was asked to do. */
export type Moment = 'start' | 'open' | 'initialize' | 'run';

const doing = {
  open: 'could not be loaded:',
  initialize: 'could not be initialized:',
  run: 'failed in runChunk:',
} as const satisfies Record<Exclude<Moment, 'start'>, string>;

const hints: Readonly<Record<string, string>> = {
  CONFIG_INVALID: "Change the node's config.",
  OUT_OF_MEMORY: "The interpreter's memory is full. Read or keep less at a time.",
  ENGINE_INIT_FAILED: 'Mend the engine; its own lines are in the traceback.',
  EXECUTION_FAILED: 'Mend the engine, or what it was given; its own lines are in the traceback.',
};

/** `name` is the engine's. Whatever Python itself could not do at the start is ENGINE_INIT_FAILED. */
export function pythonError(
  name: string,
  moment: Moment,
  fault: PythonFault,
  cause?: unknown,
): LiveCalcError {
  const code = moment === 'start' ? 'ENGINE_INIT_FAILED' : fault.code;
  const what = fault.exception === null ? fault.text : `${fault.exception}: ${fault.text}`;
  const where = fault.line === null ? '' : ` (${name}.py, line ${fault.line})`;
  const sentence =
    moment === 'start'
      ? `Python could not be started: ${what}`
      : `Engine python://${name} ${doing[moment]} ${what}${where}`;
  const hint = fault.exception === null ? undefined : hints[code];
  return new LiveCalcError(
    code,
    /[.!?)]$/.test(sentence) ? sentence : `${sentence}.`,
    {
      ...(moment === 'start' ? {} : { engine: `python://${name}` }),
      ...(fault.traceback === null ? {} : { traceback: fault.traceback }),
      ...(hint === undefined ? {} : { hint }),
    },
    cause,
  );
}

/** The reason for which Python was interrupted, with the place where it was. */
export function withTraceback(reason: unknown, fault: PythonFault | null): unknown {
  if (!(reason instanceof LiveCalcError) || fault === null || fault.traceback === null)
    return reason;
  const { code, message, details } = reason;
  return new LiveCalcError(code, message, { ...details, traceback: fault.traceback }, reason);
}

/** For calls that nobody else limits. */
export function timeoutError(name: string, timeoutMs: number): LiveCalcError {
  return new LiveCalcError(
    'TIMEOUT',
    `Engine python://${name} was not ready after ${timeoutMs} ms.`,
    { engine: `python://${name}`, expected: `at most ${timeoutMs} ms` },
  );
}

export function lostError(name: string, reason: string): LiveCalcError {
  return new LiveCalcError(
    'THREAD_LOST',
    `The interpreter of ${name === '' ? 'Python' : `engine python://${name}`} ended while it was needed: ${reason}.`,
    { ...(name === '' ? {} : { engine: `python://${name}` }), found: reason },
  );
}
