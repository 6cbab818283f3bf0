/**
 * The main thread's side of the pool: rounds of chunks over threads that may fail.
 *
 * A thread that trapped or died is replaced; what it had not finished runs again in another round,
 * and blocks it was writing are simply written again. A chunk that loses a second thread fails the
 * run. A thread that hangs is ended with the pool, at the run's deadline: a pool that was stopped in
 * the middle of its work is not used again.
 */
import { LiveCalcError, type SerializedError } from '../../contracts/errors.ts';
import { writeParameters } from '../../engines-wasm/write-parameters.ts';
import { awaitable } from '../awaitable.ts';
import type { Gate } from '../debug/gate.ts';
import type { Platform, ThreadHandle } from '../platform.ts';
import {
  activity,
  createControl,
  doneStart,
  listStart,
  maxChunks,
  noChunk,
  slot,
  takenStart,
  type Control,
} from './control.ts';
import { Losses } from './losses.ts';
import type { FromThread, Program, ToThread } from './program.ts';

/** How often the main thread looks at progress, deadline and signal while threads work. */
const tickMs = 20;

export interface RoundOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
  /** Only these chunks of the stage; without it all. */
  readonly chunks?: ChunkRange;
}

/** Chunks [begin, end) of a stage. */
export interface ChunkRange {
  readonly begin: number;
  readonly end: number;
}

/** Milliseconds of a stage's chunks, each on its thread. */
export interface ChunkTimes {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

interface Member {
  readonly handle: ThreadHandle;
  readonly ready: PromiseWithResolvers<void>;
}

export class ThreadPool {
  readonly #platform: Platform;
  #control: Control;
  readonly #members: Member[] = [];
  readonly #failures = new Map<number, SerializedError>();
  readonly #losses = new Losses();
  #program: Program | null = null;
  #gate: Gate | null = null;
  /** The first round of the stage that is running. */
  #firstRound = 0;
  #replacements = 0;
  #isLossInRound = false;
  /** Why the pool cannot be used any more. */
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

  /** From the next program on threads stand at this gate; the one before is opened, so that none sleeps on. */
  guard(gate: Gate | null): void {
    this.#gate?.open();
    this.#gate = gate;
  }

  /** What each thread does (control.ts: activity). */
  get activities(): readonly number[] {
    const word = (_: unknown, thread: number): number =>
      Atomics.load(this.#control, slot.firstThread + thread);
    return this.#members.map(word);
  }

  /**
   * Hands every thread a program and waits until all are ready. Throws ENGINE_INVALID where a
   * thread refuses it, THREAD_LOST, and the signal's reason when it is aborted.
   */
  async load(program: Program, signal: AbortSignal): Promise<void> {
    if (this.#fatal) throw this.#fatal;
    this.#program = program;
    this.#replacements = 0;
    Atomics.add(this.#control, slot.program, 1);
    this.#wake();
    this.#members.forEach((_, thread) => this.#hand(thread));
    const stopped = Promise.withResolvers<never>();
    const stop = (): void => stopped.reject(this.#spend(signal.reason));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const ready = this.#members.map((member) => member.ready.promise);
      await Promise.race([Promise.all(ready), stopped.promise]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /**
   * Runs the chunks of a stage; tells how long they took. Throws the error of the lowest chunk that failed, ENGINE_TRAPPED or
   * THREAD_LOST for one that lost two threads, and the signal's reason when it is aborted.
   */
  async runStage(stage: number, options: RoundOptions): Promise<ChunkTimes> {
    if (this.#fatal) throw this.#fatal;
    const { chunkCount, label } = this.#program!.stages[stage]!;
    if (chunkCount > maxChunks) {
      throw new LiveCalcError('INTERNAL', `${chunkCount} chunks in ${label}`);
    }
    this.#failures.clear();
    this.#losses.clear();
    this.#firstRound = Atomics.load(this.#control, slot.round) + 1;
    Atomics.store(this.#control, slot.lowestFailure, noChunk);
    Atomics.store(this.#control, slot.stop, 0);
    const { begin, end } = options.chunks ?? { begin: 0, end: chunkCount };
    let pending = Array.from({ length: end - begin }, (_, index) => begin + index);
    while (pending.length > 0) {
      while (this.#gate?.isClosed) await this.#stand(this.#gate, label, options.signal);
      this.#beginRound(stage, pending);
      await this.#settled(end - begin, label, options);
      pending = pending.filter((chunk) => !this.#isDone(chunk));
      await this.#throwIfHopeless(label, options.signal);
    }
    await this.#throwIfFailed(Infinity, options.signal);
    return this.#chunkTimes(begin, end);
  }

  /** Whether it was stopped in the middle of its work, or can keep no threads: `renew` makes it well. */
  get isSpent(): boolean {
    return this.#fatal !== null;
  }

  /**
   * Ends all threads and starts others, with the same program. Throws as `load` does.
   */
  async renew(signal: AbortSignal): Promise<void> {
    const program = this.#program;
    // What a thread writes until it has ended would lie among what the next ones write.
    await Promise.all(this.#members.map(({ handle }) => handle.terminate()));
    // Where nobody tells when that is, they may still write into the words that they share.
    this.#control = createControl(this.size);
    this.#fatal = null;
    this.#program = null;
    this.#members.forEach((_, thread) => this.#start(thread));
    if (program !== null) await this.load(program, signal);
  }

  /**
   * Gives nodes of the program that is loaded other configs: their next chunks read them in their
   * threads' frames, and threads that take another's place start with them.
   */
  async reconfigure(program: Program): Promise<void> {
    // A thread that is coming up writes the configs that it was handed.
    await Promise.all(this.#members.map(({ ready }) => ready.promise));
    this.#program = program;
    for (const node of program.nodes) {
      for (const address of node.frameAddresses) {
        writeParameters(program.memory.buffer, node, address, node.config);
      }
    }
  }

  /** Lets go of the program, so that the run's memory can be freed while the threads wait for another. */
  unload(): void {
    this.#program = null;
    Atomics.add(this.#control, slot.program, 1);
    this.#wake();
  }

  /** Ends all threads, whatever they are doing. */
  close(): void {
    this.#isClosed = true;
    for (const member of this.#members) void member.handle.terminate();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #beginRound(stage: number, chunks: readonly number[]): void {
    const control = this.#control;
    this.#isLossInRound = false;
    control.set(chunks.toReversed(), listStart(this.size));
    for (const chunk of chunks) Atomics.store(control, doneStart(this.size) + chunk, 0);
    Atomics.store(control, slot.lowestTrap, noChunk);
    Atomics.store(control, slot.stage, stage);
    Atomics.store(control, slot.unsettled, chunks.length);
    Atomics.store(control, slot.untaken, chunks.length);
    this.#wake();
  }

  #chunkTimes(begin: number, end: number): ChunkTimes {
    const start = takenStart(this.size);
    const micros = this.#control.subarray(start + begin, start + end);
    const sum = micros.reduce((total, one) => total + one, 0);
    const [min, max] = [Math.min, Math.max].map((pick) => micros.reduce((a, b) => pick(a, b)));
    return { min: min! / 1000, mean: sum / micros.length / 1000, max: max! / 1000 };
  }

  #wake(): void {
    Atomics.add(this.#control, slot.round, 1);
    Atomics.notify(this.#control, slot.round);
  }

  /** Waits until the round is over, in bounded naps. */
  async #settled(
    total: number,
    label: string,
    { signal, onProgress }: RoundOptions,
  ): Promise<void> {
    for (;;) {
      const unsettled = Atomics.load(this.#control, slot.unsettled);
      onProgress(total - unsettled, total);
      if (this.#fatal) throw this.#fatal;
      if (unsettled <= 0 || (this.#isLossInRound && this.#isQuiet())) return;
      if (signal.aborted) throw this.#spend(signal.reason);
      if (this.#gate?.isClosed && this.#isHeld()) await this.#stand(this.#gate, label, signal);
      const wait = Atomics.waitAsync(this.#control, slot.unsettled, unsettled, tickMs);
      if (wait.async) await wait.value;
    }
  }

  /** Until the gate is open: nothing of the stage moves, on threads or here. */
  async #stand(gate: Gate, label: string, signal: AbortSignal): Promise<void> {
    await gate.stand(label, signal).catch((error: unknown) => {
      throw this.#spend(error);
    });
  }

  /** Whether every thread has come to the gate, but those that found nothing to take before. */
  #isHeld(): boolean {
    const { activities } = this;
    const isStill = (word: number): boolean => word === activity.held || word === activity.resting;
    return activities.includes(activity.held) && activities.every(isStill);
  }

  /** Threads may still be inside chunks, which would count as done in a later round. */
  #spend(reason: unknown): unknown {
    Atomics.store(this.#control, slot.stop, 1);
    this.#fatal = new LiveCalcError('INTERNAL', 'A pool that was stopped is used again.');
    return reason;
  }

  /** Nothing is left to take and nobody works: what is not done now will not be done in this round. */
  #isQuiet(): boolean {
    const control = this.#control;
    if (Atomics.load(control, slot.untaken) > 0) return false;
    return this.activities.every((word) => word === activity.resting);
  }

  #isDone(chunk: number): boolean {
    return Atomics.load(this.#control, doneStart(this.size) + chunk) === 1;
  }

  /** A chunk that lost two threads ends the run, unless one below it failed. */
  async #throwIfHopeless(label: string, signal: AbortSignal): Promise<void> {
    const hopeless = this.#losses.lowestHopeless();
    if (hopeless === null) return;
    await this.#throwIfFailed(hopeless, signal);
    throw this.#losses.errorOf(hopeless, label);
  }

  /** Throws the error of the lowest failed chunk below `limit`; its message may be on its way. */
  async #throwIfFailed(limit: number, signal: AbortSignal): Promise<void> {
    const lowest = Atomics.load(this.#control, slot.lowestFailure);
    if (lowest === noChunk || lowest >= limit) return;
    while (!this.#failures.has(lowest)) {
      if (signal.aborted) throw this.#spend(signal.reason);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    throw revive({ ...this.#failures.get(lowest)!, chunk: lowest });
  }

  #start(thread: number): void {
    const handle = this.#platform.startThread();
    this.#members[thread] = { handle, ready: awaitable<void>() };
    Atomics.store(this.#control, slot.firstThread + thread, activity.resting);
    handle.onMessage((message) => this.#hear(thread, handle, message as FromThread));
    handle.onLost((reason) => this.#lose(thread, handle, false, reason));
  }

  #hand(thread: number): void {
    const { handle } = this.#members[thread]!;
    this.#members[thread] = { handle, ready: awaitable<void>() };
    const message: ToThread = {
      kind: 'program',
      thread,
      threads: this.size,
      control: this.#control,
      program: this.#program!,
      gate: this.#gate?.words ?? null,
      programNumber: Atomics.load(this.#control, slot.program),
    };
    handle.post(message);
  }

  #hear(thread: number, handle: ThreadHandle, message: FromThread): void {
    const member = this.#members[thread]!;
    if (member.handle !== handle) return;
    if (message.kind === 'trapped') return this.#lose(thread, handle, true, message.reason);
    if (message.kind === 'failed') {
      if (message.round >= this.#firstRound) this.#failures.set(message.chunk, message.error);
      return;
    }
    if (message.programNumber !== Atomics.load(this.#control, slot.program)) return;
    if (message.kind === 'ready') return member.ready.resolve();
    this.#giveUp(thread, revive(message.error));
  }

  /** A thread is gone: start another in its place, which joins the round that is under way. */
  #lose(thread: number, handle: ThreadHandle, isTrap: boolean, reason: string): void {
    // One of a spent pool is not replaced: all of them are, when it is renewed.
    const isOurs = !this.#isClosed && this.#fatal === null;
    if (!isOurs || this.#members[thread]!.handle !== handle) return;
    void handle.terminate();
    // A chunk can lose two threads, and every thread one in the same round.
    const mostReplacements = 16 + 2 * this.size;
    if (++this.#replacements > mostReplacements) {
      return this.#giveUp(thread, threadsKeepEnding(this.#replacements - 1, reason));
    }
    const chunk = Atomics.load(this.#control, slot.firstThread + thread);
    if (chunk >= 0) this.#losses.add(chunk, isTrap, reason);
    this.#isLossInRound = true;
    const awaited = this.#members[thread]!.ready;
    this.#start(thread);
    if (this.#program !== null) this.#hand(thread);
    this.#members[thread]!.ready.promise.then(awaited.resolve, awaited.reject);
  }

  /** No thread can take this one's place: whoever waits, for readiness or for a round, is told. */
  #giveUp(thread: number, error: LiveCalcError): void {
    this.#fatal = error;
    this.#members[thread]!.ready.reject(error);
  }
}

function threadsKeepEnding(count: number, reason: string): LiveCalcError {
  return new LiveCalcError(
    'THREAD_LOST',
    `Threads keep ending (${count} have been replaced); the last one because: ${reason}.`,
    { found: reason },
  );
}

function revive(error: SerializedError): LiveCalcError {
  const { code, message, ...details } = error;
  return new LiveCalcError(code, message, details);
}
