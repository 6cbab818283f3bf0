/**
 * One call after the other to the thread of an interpreter, and how a call is given up: Python is
 * interrupted first, which lets it say where it was; the thread is ended a second later.
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { CallLimits, Evaluate, EvaluateRequest, LogLine } from './interpreter.ts';
import type { FromInterpreter, Meeting, PythonFault, ToInterpreter } from './messages.ts';
import { lostError, pythonError, timeoutError, type Moment } from './python-error.ts';
import type { PythonThread } from './python-thread.ts';
import { createReply, putReply } from './reply.ts';

const graceMs = 1000;
/** What Python takes for Ctrl+C. */
const interruptSignal = 2;

export interface CallOptions extends Partial<CallLimits> {
  readonly moment: Moment;
  readonly evaluate?: Evaluate | undefined;
  readonly onLog?: (line: LogLine) => void;
}

/** How a call ended in the thread; null: the thread was ended. */
type Ending =
  { readonly value: unknown } | { readonly fault: PythonFault } | { readonly lost: string } | null;

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
  name = 'of no name yet';
  #memoryBytes = 0;
  readonly #thread: PythonThread;
  #pending: Pending | null = null;
  #lostReason: string | null = null;

  constructor(thread: PythonThread) {
    this.#thread = thread;
    thread.onMessage((message) => this.#hear(message));
    thread.onLost((reason) => this.end(reason));
  }

  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  /** Throws what the interpreter's calls throw. */
  async ask(message: ToInterpreter, options: CallOptions): Promise<unknown> {
    const { moment, signal } = options;
    signal?.throwIfAborted();
    if (this.#lostReason !== null) throw lostError(this.name, this.#lostReason);
    if (this.#pending !== null)
      throw new LiveCalcError('INTERNAL', 'An interpreter is asked twice.');
    const pending: Pending = { options, ended: Promise.withResolvers(), upstream: undefined };
    this.#pending = pending;
    this.#thread.hold(true);
    const stop = this.#limit(pending);
    try {
      this.#thread.post(message);
      const ending = await pending.ended.promise;
      signal?.throwIfAborted();
      if (stop.timedOutMs !== null) {
        const fault = ending !== null && 'fault' in ending ? ending.fault : null;
        throw timeoutError(this.name, moment, stop.timedOutMs, fault);
      }
      if (ending === null || 'lost' in ending) throw lostError(this.name, ending?.lost ?? 'ended');
      if ('fault' in ending) throw pythonError(this.name, moment, ending.fault, pending.upstream);
      return ending.value;
    } finally {
      stop.clear();
      this.#pending = null;
      this.#thread.hold(false);
    }
  }

  /** Ends the thread, whatever it is doing. */
  end(reason: string): void {
    this.#lostReason ??= reason;
    this.#thread.terminate();
    this.#pending?.ended.resolve({ lost: reason });
  }

  /** Interrupts the call at its timeout or when the signal is aborted. */
  #limit({ options, ended }: Pending): { timedOutMs: number | null; clear(): void } {
    const { signal, timeoutMs = null } = options;
    let grace: ReturnType<typeof setTimeout> | undefined;
    const interrupt = (): void => {
      Atomics.store(this.meeting.interrupt, 0, interruptSignal);
      // It may be asleep in evaluate; whatever it is told, it is interrupted right after.
      putReply(this.meeting.reply, JSON.stringify({ error: 'the run was stopped' }));
      grace = setTimeout(() => {
        this.end('it did not stop within a second of being interrupted');
        ended.resolve(null);
      }, graceMs);
    };
    const limit = {
      timedOutMs: null as number | null,
      clear: () => {
        clearTimeout(timer);
        clearTimeout(grace);
        signal?.removeEventListener('abort', interrupt);
      },
    };
    const timeOut = (): void => {
      limit.timedOutMs = timeoutMs;
      interrupt();
    };
    const timer = timeoutMs === null ? undefined : setTimeout(timeOut, timeoutMs);
    signal?.addEventListener('abort', interrupt, { once: true });
    return limit;
  }

  #hear(message: FromInterpreter): void {
    const pending = this.#pending;
    if (message.kind === 'snapshot') return pending?.ended.resolve({ value: message.bytes });
    if (message.kind === 'log') return pending?.options.onLog?.(message.line);
    if (message.kind === 'evaluate') return void this.#evaluate(message.request, pending);
    this.#memoryBytes = message.memoryBytes;
    if (message.kind === 'fault') pending?.ended.resolve({ fault: message.fault });
    else pending?.ended.resolve({ value: message.value });
  }

  /** Answers Python, which sleeps until then. */
  async #evaluate(request: EvaluateRequest, pending: Pending | null): Promise<void> {
    const { reply } = this.meeting;
    try {
      const metrics = await pending!.options.evaluate!(request);
      putReply(reply, JSON.stringify({ metrics }));
    } catch (error) {
      pending!.upstream = error;
      const text = error instanceof Error ? error.message : String(error);
      putReply(reply, JSON.stringify({ error: text }));
    }
  }
}
