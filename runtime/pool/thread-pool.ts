/**
 * The main thread's side of the pool: rounds of chunks over threads that may fail.
 *
 * A thread that trapped, hung or died is replaced and its chunk runs again in another round; blocks
 * it was writing are simply written again. A chunk that loses a second thread fails the run.
 */
import { LiveCalcError, type SerializedError } from '../../contracts/errors.ts';
import type { Platform, ThreadHandle } from '../platform.ts';
import {
  createControl,
  idle,
  leave,
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
  /** Chunks lost in this round, with the reason. */
  readonly #lost = new Map<number, string>();
  #program: Program | null = null;
  #replacements = 0;
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
    if (this.#program !== null) this.#beginRound(leave, []);
    this.#program = program;
    this.#members.forEach((_, thread) => this.#hand(thread));
    await Promise.all(this.#members.map((member) => member.ready.promise));
  }

  /**
   * Runs all chunks of a stage. Throws the error of the lowest chunk that failed, ENGINE_TRAPPED or
   * THREAD_LOST for one that lost two threads, and the signal's reason when it is aborted.
   */
  async runStage(stage: number, options: RoundOptions): Promise<void> {
    const { chunkCount, label } = this.#program!.stages[stage]!;
    if (chunkCount > maxChunks)
      throw new LiveCalcError('INTERNAL', `${chunkCount} chunks in ${label}`);
    this.#failures.clear();
    Atomics.store(this.#control, slot.lowestFailure, noFailure);
    Atomics.store(this.#control, slot.stop, 0);
    let pending = Array.from({ length: chunkCount }, (_, chunk) => chunk);
    for (let attempt = 1; pending.length > 0; attempt++) {
      this.#lost.clear();
      this.#beginRound(stage, pending);
      await this.#settled(chunkCount, options);
      pending = [...this.#lost.keys()].toSorted((a, b) => a - b);
      if (pending.length > 0 && attempt >= attemptsPerChunk) this.#fail(label, pending[0]!);
      await Promise.all(this.#members.map((member) => member.ready.promise));
    }
    const error = await this.#lowestFailure();
    if (error) throw revive(error);
  }

  /** Ends all threads, whatever they are doing. */
  close(): void {
    this.#isClosed = true;
    for (const member of this.#members) member.handle.terminate();
  }

  #beginRound(stage: number, chunks: readonly number[]): void {
    const control = this.#control;
    control.set(chunks.toReversed(), listStart(this.size));
    Atomics.store(control, slot.stage, stage);
    Atomics.store(control, slot.unsettled, chunks.length);
    Atomics.store(control, slot.untaken, chunks.length);
    Atomics.add(control, slot.round, 1);
    Atomics.notify(control, slot.round);
  }

  /** Waits until every chunk of the round is done or given up, in bounded naps. */
  async #settled(total: number, options: RoundOptions): Promise<void> {
    for (;;) {
      const unsettled = Atomics.load(this.#control, slot.unsettled);
      options.onProgress(total - unsettled, total);
      if (this.#fatal) throw this.#fatal;
      if (unsettled <= 0) return;
      if (options.signal.aborted) {
        Atomics.store(this.#control, slot.stop, 1);
        throw options.signal.reason;
      }
      const wait = Atomics.waitAsync(this.#control, slot.unsettled, unsettled, tickMs);
      if (wait.async) await wait.value;
    }
  }

  /** The error of the lowest chunk that failed: its message may still be on its way. */
  async #lowestFailure(): Promise<SerializedError | null> {
    const lowest = Atomics.load(this.#control, slot.lowestFailure);
    if (lowest === noFailure) return null;
    while (!this.#failures.has(lowest)) await new Promise((resolve) => setTimeout(resolve, 1));
    return this.#failures.get(lowest)!;
  }

  #start(thread: number): void {
    const handle = this.#platform.startThread();
    this.#members[thread] = { handle, ready: Promise.withResolvers() };
    handle.onMessage((message) => this.#hear(thread, handle, message as FromThread));
    handle.onLost((reason) => this.#lose(thread, handle, reason));
  }

  #hand(thread: number): void {
    const member = { ...this.#members[thread]!, ready: Promise.withResolvers<void>() };
    // A thread that fails while nobody waits for it is noticed by whoever waits next.
    member.ready.promise.catch(() => {});
    this.#members[thread] = member;
    const message: ToThread = {
      kind: 'program',
      thread,
      threads: this.size,
      control: this.#control,
      program: this.#program!,
      round: Atomics.load(this.#control, slot.round),
    };
    Atomics.store(this.#control, slot.firstThread + thread, idle);
    member.handle.post(message);
  }

  #hear(thread: number, handle: ThreadHandle, message: FromThread): void {
    const member = this.#members[thread]!;
    if (member.handle !== handle) return;
    if (message.kind === 'ready') member.ready.resolve();
    else if (message.kind === 'refused') member.ready.reject(revive(message.error));
    else if (message.kind === 'failed') this.#failures.set(message.chunk, message.error);
    else this.#lose(thread, handle, message.reason);
  }

  /** A thread is gone: note its chunk and start another in its place. */
  #lose(thread: number, handle: ThreadHandle, reason: string): void {
    if (this.#isClosed || this.#members[thread]!.handle !== handle) return;
    handle.terminate();
    if (++this.#replacements > maxReplacements) return this.#giveUp(thread, reason);
    const chunk = Atomics.load(this.#control, slot.firstThread + thread);
    const awaited = this.#members[thread]!.ready;
    this.#start(thread);
    if (this.#program !== null) this.#hand(thread);
    this.#members[thread]!.ready.promise.then(awaited.resolve, awaited.reject);
    if (chunk === idle) return;
    this.#lost.set(chunk, reason);
    Atomics.sub(this.#control, slot.unsettled, 1);
    Atomics.notify(this.#control, slot.unsettled);
  }

  #giveUp(thread: number, reason: string): void {
    this.#fatal = new LiveCalcError(
      'THREAD_LOST',
      `Threads keep ending (${maxReplacements} have been replaced); the last one because: ${reason}.`,
      { found: reason },
    );
    this.#members[thread]!.ready.reject(this.#fatal);
  }

  #fail(label: string, chunk: number): never {
    const reason = this.#lost.get(chunk)!;
    throw new LiveCalcError(
      'ENGINE_TRAPPED',
      `${label} trapped in chunk ${chunk}, twice on fresh threads: ${reason}. ` +
        `The engine read or wrote outside its memory, or ran into code that must not be reached.`,
      { node: label, found: reason },
    );
  }
}

function revive(error: SerializedError): LiveCalcError {
  const { code, message, ...details } = error;
  return new LiveCalcError(code, message, details);
}
