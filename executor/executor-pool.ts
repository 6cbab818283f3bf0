/**
 * The processes of a worker.
 *
 * Two warm ones take turns: one values while the other plans. What brings code gets one of its own that
 * may read its own files, write its own result and nothing else. It is discarded whatever happens after
 * a run, and when its job is over where it runs parts (I8).
 */
import { mkdirSync } from 'node:fs';
import { LiveCalcError } from '../contracts/errors.ts';
import type { Capabilities, FoundPyodide } from '../contracts/wire/capabilities.ts';
import { pythonFolder } from '../engines-wasm/node/cache-folder.ts';
import { ExecutorChild } from './executor-child.ts';
import type {
  Conversion,
  Converted,
  PartExecutors,
  PartListener,
  PartOutcome,
  PlannedRun,
  RunPart,
  RunTask,
} from './executor.ts';
import { plannedRun, type PartCall } from './lease.ts';
import { Leases, type Home } from './leases.ts';
import { residentBytes } from './memory-watch.ts';
import { OwnProcesses } from './own-processes.ts';
import { WarmProcesses } from './warm-processes.ts';

export interface ExecutorOptions {
  /** Of a run. */
  readonly threads: number;
  /** All memory of a run's process, and of all of them together, MiB. */
  readonly memoryMb: number;
  /** Where assets lie and results are written, absolute: warm processes see it all. */
  readonly dataFolder: string;
  /** Where Python's snapshots are kept, absolute; without it in the user's cache folder. */
  readonly pythonCache?: string;
}

/** One that values and one that plans. */
const processes = 2;
const mebibyte = 1024 ** 2;

export class ExecutorPool implements PartExecutors {
  readonly #options: ExecutorOptions;
  readonly #warm: WarmProcesses;
  readonly #own: OwnProcesses;
  readonly #leases: Leases;
  readonly #calls = new Set<PartCall>();
  readonly #closing = new AbortController();
  /** Null where no folder can be made: then every process makes its own snapshot. */
  readonly #pythonCache: string | null;
  #pyodide: Promise<FoundPyodide> | null = null;
  #started = 0;

  constructor(options: ExecutorOptions) {
    this.#options = options;
    const { dataFolder, memoryMb, pythonCache = pythonFolder() } = options;
    this.#pythonCache = madeFolder(pythonCache);
    this.#warm = new WarmProcesses(processes, () => this.#startTrusted([dataFolder]));
    this.#own = new OwnProcesses(processes, dataFolder, ({ inputs, outputs }) =>
      this.#start([inputs, outputs], [outputs]),
    );
    const [warm, own] = [this.#warm, this.#own];
    this.#leases = new Leases(processes, memoryMb * mebibyte, {
      get idle() {
        return [...warm.idle, ...own.idle];
      },
      shed: (child) => warm.shed(child),
    });
  }

  async capabilities(): Promise<Capabilities> {
    const { threads, memoryMb } = this.#options;
    const limits = { threads, memoryMb, heapMb: heapMb(memoryMb), processes };
    this.#pyodide ??= this.#findPyodide();
    const [probe, pyodide] = await Promise.all([this.#warm.probe(), this.#pyodide]);
    return { ...probe, pyodide, limits };
  }

  async plan(task: RunTask, signal: AbortSignal): Promise<PlannedRun> {
    const stop = this.#untilClosed(signal);
    const home = task.bringsCode ? this.#fresh(task) : this.#warm.homeFor(null);
    const lease = await this.#leases.take(home, task.config.execution.deadlineMs, stop);
    return plannedRun(lease, await lease.plan(this.#within(task), stop));
  }

  async part(part: RunPart, listener: PartListener, signal: AbortSignal): Promise<PartOutcome> {
    const within = { ...part, task: this.#within(part.task) };
    const call = { part: within, listener, signal: this.#untilClosed(signal), isForgotten: false };
    this.#calls.add(call);
    try {
      return await this.#run(call);
    } finally {
      this.#calls.delete(call);
    }
  }

  async convert(conversion: Conversion, signal: AbortSignal): Promise<Converted> {
    const stop = this.#untilClosed(signal);
    const lease = await this.#leases.take(this.#warm.homeFor(null), null, stop);
    return await lease.convert(conversion, stop);
  }

  async forget(jobId: string): Promise<void> {
    for (const call of this.#calls) if (call.part.jobId === jobId) call.isForgotten = true;
    this.#warm.forget(jobId);
    await this.#own.forget(jobId);
  }

  get started(): number {
    return this.#started;
  }

  residentBytes(): number {
    const children = [...this.#warm.idle, ...this.#own.idle, ...this.#leases.children];
    return children.reduce(
      (sum, { pid }) => sum + ((pid === null ? null : residentBytes(pid)) ?? 0),
      0,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const reason = new LiveCalcError('DRAINING', 'The worker is going down. Submit the job again.');
    this.#closing.abort(reason);
    const all = [this.#warm.close(reason), this.#leases.end(reason), this.#own.close(reason)];
    await Promise.all(all);
  }

  async #run(call: PartCall): Promise<PartOutcome> {
    const { jobId, task } = call.part;
    const from = task.bringsCode ? this.#own : this.#warm;
    const lease = await this.#leases.take(from.homeFor(jobId), null, call.signal);
    return await lease.part(call, task.bringsCode ? this.#own.roomOf(lease.child) : null);
  }

  #untilClosed(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#closing.signal]);
  }

  /** A run may wish for fewer threads than the worker gives, not for more. */
  #within(task: RunTask): RunTask {
    const { execution } = task.config;
    const most = this.#options.threads;
    const threads = Math.min(execution.threads ?? most, most);
    return { ...task, config: { ...task.config, execution: { ...execution, threads } } };
  }

  #fresh({ assets, resultFolder }: RunTask): Home {
    const files = [...assets.values()].map(({ file }) => file);
    const readable = [...new Set(files), resultFolder];
    return {
      take: () => Promise.resolve(this.#start(readable, [resultFolder])),
      giveBack: (child) => child.end(null),
    };
  }

  /** In a process that ends with it: an interpreter takes memory that stays taken. */
  async #findPyodide(): Promise<FoundPyodide> {
    const child = this.#startTrusted([]);
    const end = (): void => void child.end(this.#closing.signal.reason);
    this.#closing.signal.addEventListener('abort', end, { once: true });
    try {
      return (await child.ask({ type: 'probe-python' }, 'python-probed')).pyodide;
    } catch {
      // It has ended: so would whatever runs Python here.
      return null;
    } finally {
      this.#closing.signal.removeEventListener('abort', end);
      await child.end(null);
    }
  }

  /** Runs nothing that a package brings, so what it writes for others may be trusted. */
  #startTrusted(folders: readonly string[]): ExecutorChild {
    const cache = this.#pythonCache === null ? [] : [this.#pythonCache];
    return this.#start(folders, [...folders, ...cache]);
  }

  #start(readable: readonly string[], writable: readonly string[]): ExecutorChild {
    const { threads, memoryMb } = this.#options;
    this.#started++;
    const limits = { threads, memoryMb, heapMb: heapMb(memoryMb) };
    return new ExecutorChild({ readable, writable, ...limits, pythonCache: this.#pythonCache });
  }
}

/** A quarter of a run's memory, or what a small portfolio needs: the rest is outside of the heap. */
function heapMb(memoryMb: number): number {
  return Math.max(256, Math.floor(memoryMb / 4));
}

/** The folder; null where it cannot be made. */
function madeFolder(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch {
    // A read-only disk without it.
    return null;
  }
}
