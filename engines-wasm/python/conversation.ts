/**
 * One call after the other to the thread of an interpreter, and how a call is given up: Python is
 * interrupted first, which lets it end well or say where it was; the thread is ended a second later.
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { CallLimits, Evaluate, EvaluateRequest, LogLine } from './interpreter.ts';
import type { FromInterpreter, Meeting, PythonFault, ToInterpreter } from './messages.ts';
import { lostError, pythonError, withTraceback, type Moment } from './python-error.ts';
import type { PythonThread } from './python-thread.ts';
import { clearReply, createReply, longestText, putReply } from './reply.ts';

const graceMs = 1000;
/** What Python takes for Ctrl+C. */
const interruptSignal = 2;

export interface CallOptions extends Partial<CallLimits> {
  readonly moment: Moment;
  readonly evaluate?: Evaluate | undefined;
  readonly onLog?: (line: LogLine) => void;
  /** Nobody waits for it: the process may end before it is answered. */
  readonly isAhead?: boolean;
}

/** How a call ended in the thread. */
type Ending =
  { readonly value: unknown } | { readonly fault: PythonFault } | { readonly lost: string };

interface Pending {
  readonly options: CallOptions;
  readonly ended: PromiseWithResolvers<Ending>;
  /** What `evaluate` rejected with last. */
  upstream: unknown;
}

export class Conversation {
  readonly meeting: Meeting = {
    interrupt: new Uint8Array(new SharedArrayBuffer(1)),
    reply: createReply(),
  };
  /** The engine's name, once it is known. */
  name = '';
  #memoryBytes = 0;
  readonly #thread: PythonThread;
  #pending: Pending | null = null;
  #lostReason: string | null = null;

  constructor(thread: PythonThread) {
    this.#thread = thread;
    thread.onMessage((message) => this.#hear(message));
    thread.onLost((reason) => void this.end(reason));
  }

  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  /** What the thread answers. Throws what the interpreter's calls throw. */
  async ask(message: ToInterpreter, options: CallOptions): Promise<unknown> {
    options.signal?.throwIfAborted();
    if (this.#lostReason !== null) throw lostError(this.name, this.#lostReason);
    if (this.#pending !== null) {
      throw new LiveCalcError('INTERNAL', 'An interpreter is asked before it has answered.');
    }
    const pending: Pending = { options, ended: Promise.withResolvers(), upstream: undefined };
    this.#pending = pending;
    this.#thread.hold(options.isAhead !== true);
    this.#renew();
    const release = this.#watch(options);
    try {
      this.#thread.post(message);
      return this.#valueOf(await pending.ended.promise, pending);
    } finally {
      release();
      this.#pending = null;
      this.#thread.hold(false);
    }
  }

  /** Ends the thread, whatever it is doing; resolves when it has ended and writes nothing any more. */
  async end(reason: string): Promise<void> {
    this.#lostReason ??= reason;
    const ended = this.#thread.terminate();
    this.#pending?.ended.resolve({ lost: reason });
    await ended;
  }

  /** Nothing of the last call is left. */
  #renew(): void {
    Atomics.store(this.meeting.interrupt, 0, 0);
    clearReply(this.meeting.reply);
  }

  #valueOf(ending: Ending, { options, upstream }: Pending): unknown {
    const { signal, interrupt, moment } = options;
    signal?.throwIfAborted();
    if ('value' in ending) return ending.value;
    const fault = 'fault' in ending ? ending.fault : null;
    if (interrupt?.aborted) throw withTraceback(interrupt.reason, fault);
    if ('lost' in ending) throw lostError(this.name, ending.lost);
    throw pythonError(this.name, moment, ending.fault, upstream);
  }

  /** Acts on the signals of a call. The result lets go of them. */
  #watch({ signal, interrupt }: CallOptions): () => void {
    let grace: ReturnType<typeof setTimeout> | undefined;
    const stop = (): void => void this.end('it was stopped');
    const ask = (): void => {
      Atomics.store(this.meeting.interrupt, 0, interruptSignal);
      // Asleep in evaluate it looks at no interrupt: the answer tells it.
      putReply(this.meeting.reply, JSON.stringify({ interrupted: true }));
      grace = setTimeout(stop, graceMs);
    };
    signal?.addEventListener('abort', stop, { once: true });
    interrupt?.addEventListener('abort', ask, { once: true });
    if (interrupt?.aborted) ask();
    return () => {
      clearTimeout(grace);
      signal?.removeEventListener('abort', stop);
      interrupt?.removeEventListener('abort', ask);
    };
  }

  #hear(message: FromInterpreter): void {
    const pending = this.#pending;
    if (pending === null) return;
    if (message.kind === 'snapshot') return pending.ended.resolve({ value: message.bytes });
    if (message.kind === 'log') return pending.options.onLog?.(message.line);
    if (message.kind === 'evaluate') return void this.#evaluate(message.request, pending);
    this.#memoryBytes = message.memoryBytes;
    pending.ended.resolve(
      message.kind === 'fault' ? { fault: message.fault } : { value: message.value },
    );
  }

  /** Answers Python, which sleeps until then. */
  async #evaluate(request: EvaluateRequest, pending: Pending): Promise<void> {
    const answer = await answerOf(pending, request);
    const isStillAsked = this.#pending === pending && pending.options.interrupt?.aborted !== true;
    if (isStillAsked) putReply(this.meeting.reply, fitting(answer));
  }
}

/** Python sleeps until it is answered, so what is too long for an answer is answered all the same. */
function fitting(answer: object): string {
  const text = JSON.stringify(answer);
  if (text.length <= longestText) return text;
  return JSON.stringify({ error: 'the answer to evaluate() is too long to be handed over' });
}

async function answerOf(pending: Pending, request: EvaluateRequest): Promise<object> {
  try {
    return { metrics: await pending.options.evaluate!(request) };
  } catch (error) {
    pending.upstream = error;
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
