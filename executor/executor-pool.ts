/**
 * The processes of a worker.
 *
 * Two warm ones take turns: one values while the other plans. What brings code gets a fresh one that may
 * read its own files, write its own result and nothing else, and is discarded whatever happens (I8).
 */
import { LiveCalcError } from '../contracts/errors.ts';
import type { Capabilities } from '../contracts/wire/capabilities.ts';
import { ExecutorChild } from './executor-child.ts';
import type { Executors, PlannedRun, RunTask } from './executor.ts';
import { Lease, plannedRun } from './lease.ts';
import { overLimit, residentBytes } from './memory-watch.ts';
import { Slots } from './slots.ts';
import { WarmProcesses } from './warm-processes.ts';

export interface ExecutorOptions {
  /** Of a run. */
  readonly threads: number;
  /** All memory of a run's process, and of all of them together, MiB. */
  readonly memoryMb: number;
  /** Where assets lie and results are written, absolute: warm processes see it all. */
  readonly dataFolder: string;
}

/** One that values and one that plans. */
const processes = 2;
/** How often their memory is looked at while they work. */
const watchMs = 100;
const mebibyte = 1024 ** 2;

export class ExecutorPool implements Executors {
  readonly #options: ExecutorOptions;
  readonly #slots = new Slots(processes);
  readonly #warm: WarmProcesses;
  readonly #leases = new Set<Lease>();
  readonly #closing = new AbortController();
  #watch: NodeJS.Timeout | null = null;
  #started = 0;

  constructor(options: ExecutorOptions) {
    this.#options = options;
    const { dataFolder } = options;
    const start = (): ExecutorChild => this.#start([dataFolder], [dataFolder]);
    this.#warm = new WarmProcesses(processes, start);
  }

  async capabilities(): Promise<Capabilities> {
    const { threads, memoryMb } = this.#options;
    const limits = { threads, memoryMb, heapMb: heapMb(memoryMb), processes };
    return { ...(await this.#warm.probe()), limits };
  }

  async plan(task: RunTask, signal: AbortSignal): Promise<PlannedRun> {
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    await this.#slots.take(stop);
    const lease = await this.#lease(task, stop);
    return plannedRun(lease, await lease.plan(this.#within(task), stop));
  }

  get started(): number {
    return this.#started;
  }

  residentBytes(): number {
    const children = [...this.#warm.idle, ...[...this.#leases].map(({ child }) => child)];
    return children.reduce(
      (sum, { pid }) => sum + ((pid === null ? null : residentBytes(pid)) ?? 0),
      0,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const reason = new LiveCalcError('DRAINING', 'The worker is going down. Submit the job again.');
    this.#closing.abort(reason);
    const leased = [...this.#leases].map(({ child }) => child.end(reason));
    await Promise.all([this.#warm.close(reason), ...leased]);
    this.#stopWatching();
  }

  /** Takes a process for a task; the slot is free again when the lease is over and memory is back. */
  async #lease(task: RunTask, signal: AbortSignal): Promise<Lease> {
    try {
      signal.throwIfAborted();
      const child = task.bringsCode ? this.#startFresh(task) : await this.#warm.take(signal);
      const lease: Lease = new Lease(child, task.config.execution.deadlineMs, (isSound) =>
        this.#end(lease, isSound && !task.bringsCode),
      );
      this.#leases.add(lease);
      this.#startWatching();
      return lease;
    } catch (error) {
      this.#slots.free();
      throw error;
    }
  }

  #end(lease: Lease, isKept: boolean): void {
    const { child } = lease;
    const free = (): void => {
      this.#leases.delete(lease);
      if (this.#leases.size === 0) this.#stopWatching();
      this.#slots.free();
    };
    if (isKept) {
      this.#warm.giveBack(child);
      free();
    } else {
      void child.end(null).then(free);
    }
  }

  /** A run may wish for fewer threads than the worker gives, not for more. */
  #within(task: RunTask): RunTask {
    const { execution } = task.config;
    const most = this.#options.threads;
    const threads = Math.min(execution.threads ?? most, most);
    return { ...task, config: { ...task.config, execution: { ...execution, threads } } };
  }

  #startFresh({ assets, resultFolder }: RunTask): ExecutorChild {
    const files = [...assets.values()].map(({ file }) => file);
    return this.#start([...new Set(files), resultFolder], [resultFolder]);
  }

  #start(readable: readonly string[], writable: readonly string[]): ExecutorChild {
    const { threads, memoryMb } = this.#options;
    this.#started++;
    return new ExecutorChild({ readable, writable, threads, memoryMb, heapMb: heapMb(memoryMb) });
  }

  #startWatching(): void {
    this.#watch ??= setInterval(() => this.#look(), watchMs);
  }

  #stopWatching(): void {
    if (this.#watch !== null) clearInterval(this.#watch);
    this.#watch = null;
  }

  #look(): void {
    const working = [...this.#leases].map(({ child, sinceMs }) => ({ child, sinceMs }));
    const idle = this.#warm.idle.map((child) => ({ child, sinceMs: null }));
    const watched = [...idle, ...working].flatMap((one) => {
      const bytes = one.child.pid === null ? null : residentBytes(one.child.pid);
      return bytes === null || one.child.isEnded ? [] : [{ ...one, bytes }];
    });
    const over = overLimit(watched, this.#options.memoryMb * mebibyte);
    if (over === null) return;
    const { child, sinceMs } = over.process;
    if (sinceMs === null) this.#warm.shed(child);
    else void child.end(over.error);
  }
}

/** A quarter of a run's memory, or what a small portfolio needs: the rest is outside of the heap. */
function heapMb(memoryMb: number): number {
  return Math.max(256, Math.floor(memoryMb / 4));
}
