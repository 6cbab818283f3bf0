/** The one place where what went wrong in Python becomes an error of ours. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { PythonFault } from './messages.ts';

/** What the interpreter was asked to do. */
export type Moment = 'start' | 'open' | 'initialize' | 'run';

const doing = {
  start: 'Python could not be started for',
  open: 'could not be loaded:',
  initialize: 'could not be initialized:',
  run: 'failed in runChunk:',
} as const satisfies Record<Moment, string>;

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
  const engine = `python://${name}`;
  const what = fault.exception === null ? fault.text : `${fault.exception}: ${fault.text}`;
  const where = fault.line === null ? '' : ` (${name}.py, line ${fault.line})`;
  const sentence = `Engine ${engine} ${doing[moment]} ${what}${where}`;
  const hint = fault.exception === null ? undefined : hints[code];
  return new LiveCalcError(
    code,
    /[.!?)]$/.test(sentence) ? sentence : `${sentence}.`,
    {
      engine,
      ...(fault.traceback === null ? {} : { traceback: fault.traceback }),
      ...(hint === undefined ? {} : { hint }),
    },
    cause,
  );
}

/** A call took longer than it may; `fault` is what Python told when it was interrupted, if it did. */
export function timeoutError(
  name: string,
  moment: Moment,
  timeoutMs: number,
  fault: PythonFault | null,
): LiveCalcError {
  const engine = `python://${name}`;
  const where = fault?.line == null ? '' : ` It was at ${name}.py, line ${fault.line}.`;
  const traceback = fault?.traceback ?? null;
  return new LiveCalcError(
    'TIMEOUT',
    `Engine ${engine} took longer than the ${timeoutMs} ms it may (${moment}).${where}`,
    {
      engine,
      expected: `at most ${timeoutMs} ms`,
      hint: "Raise the node's timeoutMs, or give the engine less to do.",
      ...(traceback === null ? {} : { traceback }),
    },
  );
}

export function lostError(name: string, reason: string): LiveCalcError {
  return new LiveCalcError(
    'THREAD_LOST',
    `The interpreter of engine python://${name} ended while it was needed: ${reason}.`,
    { engine: `python://${name}`, found: reason },
  );
}
