/** A process that is one task's, until it is given back or at its end. */
import { LiveCalcError, type ErrorCode } from '../contracts/errors.ts';
import type { RunResult } from '../contracts/run-result.ts';
import type { DebugAnswer, DebugCommand } from '../contracts/wire/debug.ts';
import type { PlannedJob } from '../contracts/wire/job.ts';
import { deadlineExceeded } from '../runtime/stop-signal.ts';
import { DebugLine } from './debug-line.ts';
import type { ExecutorChild } from './executor-child.ts';
import type {
  Conversion,
  Converted,
  PartListener,
  PartOutcome,
  PlannedRun,
  RunListener,
  RunPart,
  RunTask,
} from './executor.ts';
import type { JobRoom } from './job-room.ts';
import type { FromProcess } from './messages.ts';

/** The process stops its run itself; this much later it has shown that it does not. */
const graceMs = 1000;

/** Errors after which a process may have threads that still work, or something else that it should not. */
const unsoundAfter: ReadonlySet<ErrorCode> = new Set([
  'DEADLINE_EXCEEDED',
  'CANCELLED',
  'THREAD_LOST',
  'INTERNAL',
]);

/** A part that waits for its process or runs. */
export interface PartCall {
  readonly part: RunPart;
  readonly listener: PartListener;
  readonly signal: AbortSignal;
  /** Whether its job is over, so that nothing is to be held of it afterwards. */
  isForgotten: boolean;
}

export class Lease {
  readonly child: ExecutorChild;
  readonly sinceMs = performance.now();
  readonly #onEnd: (isSound: boolean) => void;
  readonly #deadline: NodeJS.Timeout | undefined;
  #debugLine: DebugLine | null = null;
  #isOver = false;

  /** `onEnd` is called once: whether the process may be used again. Null: it has all time. */
  constructor(child: ExecutorChild, deadlineMs: number | null, onEnd: (isSound: boolean) => void) {
    this.child = child;
    this.#onEnd = onEnd;
    if (deadlineMs === null) return;
    const late = deadlineExceeded(deadlineMs);
    // Node fires a timer of more than 31 bits at once.
    this.#deadline = setTimeout(
      () => void child.end(late),
      Math.min(deadlineMs + graceMs, 2 ** 31 - 1),
    );
  }

  async plan(task: RunTask, signal: AbortSignal): Promise<PlannedJob> {
    this.child.holds = null;
    const said = await this.#guarded(signal, () =>
      this.child.ask({ type: 'plan', task }, 'planned'),
    );
    return said.planned;
  }

  async run(listener: RunListener, signal: AbortSignal): Promise<RunResult> {
    const line = new DebugLine((message) => this.child.tell(message));
    const tell = (message: FromProcess): void => {
      if (message.type === 'progress') listener.onProgress(message.progress);
      if (message.type === 'table') listener.onTable(message.table);
      if (message.type === 'record') listener.onRecord(message.record);
      if (message.type === 'debugged') line.hear(message);
    };
    this.#debugLine = line;
    try {
      const said = await this.#guarded(signal, () =>
        this.child.ask({ type: 'run' }, 'completed', tell),
      );
      this.end(true);
      return said.result;
    } finally {
      this.#debugLine = null;
      line.end();
    }
  }

  /** Looks into the run that is under way. Throws NOT_READY where there is none. */
  async debug(command: DebugCommand): Promise<DebugAnswer> {
    if (this.#debugLine !== null) return await this.#debugLine.ask(command);
    throw new LiveCalcError('NOT_READY', 'The run is not under way: there is nothing to debug.');
  }

  /** Runs a part, and is over; in a room, its files go in and out on the way. */
  async part(call: PartCall, room: JobRoom | null = null): Promise<PartOutcome> {
    const { part, listener, signal } = call;
    this.child.holds = null;
    const tell = (message: FromProcess): void => {
      if (message.type === 'progress') listener.onProgress(message.progress);
    };
    const outcome = await this.#guarded(signal, async () => {
      const inside = room === null ? part : await room.bringIn(part);
      const said = await this.child.ask({ type: 'part', part: inside }, 'part-done', tell);
      await room?.takeOut(part.task.resultFolder);
      signal.throwIfAborted();
      return said.outcome;
    });
    if (outcome.kind !== 'finished') this.child.holds = part.jobId;
    if (call.isForgotten) this.child.forget();
    this.end(true);
    return outcome;
  }

  /** Converts a table, and is over; a run that the process holds stays. */
  async convert(conversion: Conversion, signal: AbortSignal): Promise<Converted> {
    const said = await this.#guarded(signal, () =>
      this.child.ask({ type: 'convert', conversion }, 'converted'),
    );
    this.end(true);
    return said.converted;
  }

  release(): void {
    if (this.#isOver) return;
    this.child.tell({ type: 'release' });
    this.end(true);
  }

  end(isSound: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#deadline);
    this.#onEnd(isSound && !this.child.isEnded);
  }

  /** Whatever goes wrong, the lease is over; when the signal is aborted the process is as well. */
  async #guarded<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    if (signal.aborted) {
      this.release();
      throw signal.reason;
    }
    const kill = (): void => void this.child.end(signal.reason);
    signal.addEventListener('abort', kill, { once: true });
    try {
      return await ask();
    } catch (error) {
      this.end(error instanceof LiveCalcError && !unsoundAfter.has(error.code));
      if (!signal.aborted) throw error;
      await this.child.exited;
      throw signal.reason;
    } finally {
      signal.removeEventListener('abort', kill);
    }
  }
}

/** The run that a lease's process has planned. */
export function plannedRun(lease: Lease, planned: PlannedJob): PlannedRun {
  return {
    planned,
    run: (listener, signal) => lease.run(listener, signal),
    debug: (command) => lease.debug(command),
    release: () => lease.release(),
  };
}
