/** What runs are asked with in this process: its threads, its platform, inputs that stay. */
import type { RunConfig } from '../../contracts/config.ts';
import type { ProgressEvent } from '../../contracts/progress.ts';
import { nodePython } from '../../engines-wasm/node/node-python.ts';
import { checkEnginePins } from '../../model/engine-pins.ts';
import type { StepReport } from '../../contracts/execution-record.ts';
import { modelEngines } from '../../model/model-engines.ts';
import { runStart, stepSince, type RunStart } from '../../model/record-of-run.ts';
import { nodePlatform } from '../../runtime/node/platform.ts';
import type { Platform } from '../../runtime/platform.ts';
import { ThreadPool } from '../../runtime/pool/thread-pool.ts';
import type { ValuationRequest } from '../../runtime/valuation.ts';
import type { RunTask } from '../executor.ts';
import { KeptInputs } from './kept-inputs.ts';
import type { ProgressTeller } from './progress-teller.ts';
import { checkAssets, taskModel } from './task-model.ts';

export interface TaskLimits {
  readonly threads: number;
  /** Of a run, MiB. */
  readonly memoryMb: number;
  /** Where interpreters' snapshots are kept, absolute; null: nowhere. */
  readonly pythonCache: string | null;
}

const mebibyte = 1024 ** 2;
const mostPythonBytes = 2048 * mebibyte;

export interface ReadRequest {
  readonly request: ValuationRequest;
  readonly start: RunStart;
  /** How long inputs took. */
  readonly read: StepReport;
}

export class RunRequests {
  /** Up while inputs are read. */
  readonly pool: ThreadPool;
  readonly platform: Platform;
  readonly #progress: ProgressTeller;
  readonly #inputs = new KeptInputs();

  constructor({ threads, memoryMb, pythonCache }: TaskLimits, progress: ProgressTeller) {
    const platform = nodePlatform();
    const machineMemoryBytes = Math.min(platform.machineMemoryBytes, memoryMb * mebibyte);
    // Python that takes more than half of a run's memory is told so, before the run's process is ended.
    const memoryLimitBytes = Math.min(mostPythonBytes, (memoryMb / 2) * mebibyte);
    const python = nodePython({ cacheFolder: pythonCache, memoryLimitBytes });
    this.platform = { ...platform, python, availableThreads: threads, machineMemoryBytes };
    this.pool = new ThreadPool(this.platform, threads);
    this.#progress = progress;
  }

  /** Reads what a task needs. Throws what is wrong with its files, and ENGINE_MISMATCH. */
  async of(task: RunTask): Promise<ReadRequest> {
    checkAssets(task);
    await checkEnginePins(task.engines);
    this.#progress.stage('read');
    const start = runStart();
    const model = this.#inputs.of(task);
    const { config } = task;
    const request = {
      config,
      inputs: await model.load(config),
      loadInputs: (other: RunConfig) => model.load(other),
      engines: modelEngines(taskModel(task)),
      platform: this.platform,
      onProgress: (event: ProgressEvent) => this.#progress.hear(event),
      // A run that wishes for fewer threads has some of its own.
      ...(config.execution.threads === this.pool.size && { pool: this.pool }),
    };
    return { request, start, read: stepSince('read', start.originMs) };
  }
}
