/**
 * The main thread's side of the pool: rounds of chunks over threads that may fail.
 *
 * A thread that trapped or died is replaced; what it had not finished runs again in another round,
 * and blocks it was writing are simply written again. A chunk that loses a second thread fails the
 * run. A thread that hangs is ended with the pool, at the run's deadline.
 */
import { LiveCalcError, type SerializedError } from '../../contracts/errors.ts';
import type { Platform, ThreadHandle } from '../platform.ts';
import {
  activity,
  createControl,
  doneStart,
  listStart,
  maxChunks,
  noFailure,
  slot,
  type Control,
} from './control.ts';
import type { FromThread, Program, ToThread } from './program.ts';

/** How often the main thread looks at progress, deadline and signal while threads work. */
const tickMs = 20;
const attemptsPerChunk = 2;
/** Threads that may be replaced in the life of a pool, so that one that cannot start ends the run. */
const maxReplacements = 16;

export interface RoundOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

interface Member {
  readonly handle: ThreadHandle;
  readonly ready: PromiseWithResolvers<void>;
}

export class ThreadPool {
  readonly #platform: Platform;
  readonly #control: Control;
  readonly #members: Member[] = [];
  readonly #failures = new Map<number, SerializedError>();
  #program: Program | null = null;
  #replacements = 0;
  /** Why the last thread was lost in this round; null: all are well. */
  #lossInRound: string | null = null;
  #fatal: LiveCalcError | null = null;
  #isClosed = false;

  constructor(platform: Platform, threads: number) {
    this.#platform = platform;
    this.#control = createControl(threads);
    for (let thread = 0; thread < threads; thread++) this.#start(thread);
  }

  get size(): number {
    return this.#members.length;
  }

  /** Hands every thread a program and waits until all are ready. Throws ENGINE_INVALID. */
  async load(program: Program): Promise<void> {
    this.#program = program;
    Atomics.add(this.#control, slot.program, 1);
    this.#wake();
    this.#members.forEach((_, thread) => this.#hand(thread));
    await this.#allReady();
  }

  /**
   * Runs all chunks of a stage. Throws the error of the lowest chunk that failed, ENGINE_TRAPPED
   * for one that lost two threads, THREAD_LOST where threads keep ending, and the signal's reason
   * when it is aborted.
   */
  async runStage(stage: number, options: RoundOptions): Promise<void> {
    const { chunkCount, label } = this.#program!.stages[stage]!;
    if (chunkCount > maxChunks) {
      throw new LiveCalcError('INTERNAL', `${chunkCount} chunks in ${label}`);
    }
    this.#failures.clear();
    Atomics.store(this.#control, slot.lowestFailure, noFailure);
    Atomics.store(this.#control, slot.stop, 0);
    let pending = Array.from({ length: chunkCount }, (_, chunk) => chunk);
    for (let attempt = 1; pending.length > 0; attempt++) {
      this.#beginRound(stage, pending);
      await this.#settled(chunkCount, options);
      pending = pending.filter((chunk) => !this.#isDone(chunk));
      if (pending.length > 0 && attempt >= attemptsPerChunk) this.#fail(label, pending[0]!);
    }
    const error = await this.#lowestFailure();
    if (error) throw revive(error);
  }

  /** Ends all threads, whatever they are doing. */
  close(): void {
    this.#isClosed = true;
    for (const member of this.#members) member.handle.terminate();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #beginRound(stage: number, chunks: readonly number[]): void {
    const control = this.#control;
    this.#lossInRound = null;
    control.set(chunks.toReversed(), listStart(this.size));
    for (const chunk of chunks) Atomics.store(control, doneStart(this.size) + chunk, 0);
    Atomics.store(control, slot.stage, stage);
    Atomics.store(control, slot.unsettled, chunks.length);
    Atomics.store(control, slot.untaken, chunks.length);
    this.#wake();
  }

  #wake(): void {
    Atomics.add(this.#control, slot.round, 1);
    Atomics.notify(this.#control, slot.round);
  }

  /** Waits until the round is over, in bounded naps. */
  async #settled(total: number, options: RoundOptions): Promise<void> {
    for (;;) {
      const unsettled = Atomics.load(this.#control, slot.unsettled);
      options.onProgress(total - unsettled, total);
      if (this.#fatal) throw this.#fatal;
      if (unsettled <= 0 || (this.#lossInRound !== null && this.#isQuiet())) return;
      if (options.signal.aborted) {
        Atomics.store(this.#control, slot.stop, 1);
        throw options.signal.reason;
      }
      const wait = Atomics.waitAsync(this.#control, slot.unsettled, unsettled, tickMs);
      if (wait.async) await wait.value;
    }
  }

  /** Nothing is left to take and nobody works: what is not done now will not be done in this round. */
  #isQuiet(): boolean {
    const control = this.#control;
    if (Atomics.load(control, slot.untaken) > 0) return false;
    return this.#members.every(
      (_, thread) => Atomics.load(control, slot.firstThread + thread) === activity.resting,
    );
  }

  #isDone(chunk: number): boolean {
    return Atomics.load(this.#control, doneStart(this.size) + chunk) === 1;
  }

  /** The error of the lowest chunk that failed: its message may still be on its way. */
  async #lowestFailure(): Promise<SerializedError | null> {
    const lowest = Atomics.load(this.#control, slot.lowestFailure);
    if (lowest === noFailure) return null;
    while (!this.#failures.has(lowest)) await new Promise((resolve) => setTimeout(resolve, 1));
    return this.#failures.get(lowest)!;
  }

  async #allReady(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.ready.promise));
  }

  #start(thread: number): void {
    const handle = this.#platform.startThread();
    const ready = Promise.withResolvers<void>();
    // A thread that fails while nobody waits for it is noticed by whoever waits next.
    ready.promise.catch(() => {});
    this.#members[thread] = { handle, ready };
    Atomics.store(this.#control, slot.firstThread + thread, activity.resting);
    handle.onMessage((message) => this.#hear(thread, handle, message as FromThread));
    handle.onLost((reason) => this.#lose(thread, handle, reason));
  }

  #hand(thread: number): void {
    const { handle } = this.#members[thread]!;
    const ready = Promise.withResolvers<void>();
    ready.promise.catch(() => {});
    this.#members[thread] = { handle, ready };
    const message: ToThread = {
      kind: 'program',
      thread,
      threads: this.size,
      control: this.#control,
      program: this.#program!,
      programNumber: Atomics.load(this.#control, slot.program),
    };
    handle.post(message);
  }

  #hear(thread: number, handle: ThreadHandle, message: FromThread): void {
    const member = this.#members[thread]!;
    if (member.handle !== handle) return;
    if (message.kind === 'ready') member.ready.resolve();
    else if (message.kind === 'refused') member.ready.reject(revive(message.error));
    else if (message.kind === 'failed') this.#failures.set(message.chunk, message.error);
    else this.#lose(thread, handle, message.reason);
  }

  /** A thread is gone: start another in its place, which joins the round that is under way. */
  #lose(thread: number, handle: ThreadHandle, reason: string): void {
    if (this.#isClosed || this.#members[thread]!.handle !== handle) return;
    handle.terminate();
    const awaited = this.#members[thread]!.ready;
    if (++this.#replacements > maxReplacements) {
      this.#fatal = threadsKeepEnding(reason);
      awaited.reject(this.#fatal);
      return;
    }
    this.#lossInRound = reason;
    this.#start(thread);
    if (this.#program !== null) this.#hand(thread);
    this.#members[thread]!.ready.promise.then(awaited.resolve, awaited.reject);
    Atomics.notify(this.#control, slot.unsettled);
  }

  #fail(label: string, chunk: number): never {
    throw new LiveCalcError(
      'ENGINE_TRAPPED',
      `${label} trapped in chunk ${chunk}, twice on fresh threads: ${this.#lossInRound}. ` +
        `The engine read or wrote outside its memory, or ran into code that must not be reached.`,
      { node: label, found: this.#lossInRound ?? '' },
    );
  }
}

function threadsKeepEnding(reason: string): LiveCalcError {
  return new LiveCalcError(
    'THREAD_LOST',
    `Threads keep ending (${maxReplacements} have been replaced); the last one because: ${reason}.`,
    { found: reason },
  );
}

function revive(error: SerializedError): LiveCalcError {
  const { code, message, ...details } = error;
  return new LiveCalcError(code, message, details);
}
