/** One task after another: planned, then valued or released. */
import type { RunResult } from '../../contracts/run-result.ts';
import type { Probe } from '../../contracts/wire/capabilities.ts';
import type { PlannedJob } from '../../contracts/wire/job.ts';
import { modelEngines } from '../../model/model-engines.ts';
import { nodePlatform } from '../../runtime/node/platform.ts';
import type { Platform } from '../../runtime/platform.ts';
import { ThreadPool } from '../../runtime/pool/thread-pool.ts';
import { prepareValuation, type PreparedValuation } from '../../runtime/prepare-valuation.ts';
import { valuePrepared } from '../../runtime/run-valuation.ts';
import { builtInEngines, type BuiltInEngine } from '../capabilities/built-in-engines.ts';
import type { RunTask } from '../executor.ts';
import type { FromProcess } from '../messages.ts';
import { checkAssets, taskModel } from './task-model.ts';
import { checkEnginePins } from '../../model/engine-pins.ts';
import { KeptInputs } from './kept-inputs.ts';
import { nameLimits } from './name-limits.ts';
import { ProgressTeller } from './progress-teller.ts';
import { storeTable } from './store-table.ts';

export interface TaskLimits {
  readonly threads: number;
  /** Of a run, MiB. */
  readonly memoryMb: number;
}

interface PlannedTask {
  readonly task: RunTask;
  readonly prepared: PreparedValuation;
  readonly readMs: number;
}

export class TaskRunner {
  /** Up while inputs are read. */
  readonly #pool: ThreadPool;
  readonly #platform: Platform;
  readonly #memoryMb: number;
  readonly #inputs = new KeptInputs();
  readonly #progress: ProgressTeller;
  readonly #tell: (message: FromProcess) => void;
  /** Held, so that what was compiled of them stays, and runs find it by their bytes. */
  #engines: readonly BuiltInEngine[] = [];
  #planned: PlannedTask | null = null;

  constructor(limits: TaskLimits, tell: (message: FromProcess) => void) {
    const { threads, memoryMb } = limits;
    this.#memoryMb = memoryMb;
    const platform = nodePlatform();
    const machineMemoryBytes = Math.min(platform.machineMemoryBytes, memoryMb * 1024 ** 2);
    this.#platform = { ...platform, availableThreads: threads, machineMemoryBytes };
    this.#pool = new ThreadPool(this.#platform, threads);
    this.#tell = tell;
    this.#progress = new ProgressTeller((progress) => tell({ type: 'progress', progress }));
  }

  /** For a process that is kept: one for a single task would wait for it. */
  async warmUp(): Promise<Probe> {
    const capabilities = await import('../capabilities/probe.ts');
    this.#engines = await builtInEngines();
    return await capabilities.probe(this.#pool, this.#engines);
  }

  /** Throws what is wrong with the task's model, and ENGINE_MISMATCH. */
  async plan(task: RunTask): Promise<PlannedJob> {
    checkAssets(task);
    await checkEnginePins(task.engines);
    this.#progress.stage('read');
    const started = performance.now();
    const model = this.#inputs.of(task);
    const inputs = await model.load(task.config);
    const readMs = performance.now() - started;
    const { config } = task;
    const prepared = await prepareValuation({
      config,
      inputs,
      loadInputs: (other) => model.load(other),
      engines: modelEngines(taskModel(task)),
      platform: this.#platform,
      onProgress: (event) => this.#progress.hear(event),
      // A run that wishes for fewer threads has some of its own.
      ...(config.execution.threads === this.#pool.size && { pool: this.#pool }),
    }).catch((error: unknown) => {
      throw nameLimits(error, this.#memoryMb, config.execution.memoryMb);
    });
    this.#planned = { task, prepared, readMs };
    const { runHash, executionOrder, memoryBytes } = prepared;
    return { runHash, executionOrder: [...executionOrder], memoryBytes };
  }

  /** Values what was planned and stores its tables. Throws what valuing throws, and STORAGE_FULL. */
  async run(): Promise<RunResult> {
    const { task, prepared, readMs } = this.#planned!;
    try {
      const { result, tables } = await valuePrepared(prepared);
      this.#progress.stage('write');
      const started = performance.now();
      for (const table of tables) {
        this.#tell({ type: 'table', table: await storeTable(table, task.resultFolder) });
      }
      const write = performance.now() - started;
      return { ...result, timings: { read: readMs, ...result.timings, write } };
    } finally {
      this.release();
    }
  }

  /** Lets go of what was planned; inputs stay for the tenant's next task. */
  release(): void {
    this.#planned?.prepared[Symbol.dispose]();
    this.#planned = null;
    // Memories that engines shared are large, and held until somebody looks for what is garbage.
    setImmediate(() => globalThis.gc?.());
  }
}
