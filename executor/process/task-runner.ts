/** One task after another: planned, then valued or released. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { RunResult } from '../../contracts/run-result.ts';
import type { DebugAnswer, DebugCommand } from '../../contracts/wire/debug.ts';
import type { PlannedJob } from '../../contracts/wire/job.ts';
import { stepSince } from '../../model/record-of-run.ts';
import { prepareValuation, type PreparedValuation } from '../../runtime/prepare-valuation.ts';
import { valuePrepared } from '../../runtime/run-valuation.ts';
import type { RunTask } from '../executor.ts';
import type { FromProcess } from '../messages.ts';
import { collectGarbage } from './collect-garbage.ts';
import { DebuggedRun } from './debugged-run.ts';
import { nameLimits } from './name-limits.ts';
import type { ProgressTeller } from './progress-teller.ts';
import type { ReadRequest, RunRequests } from './run-requests.ts';
import { storeRecord } from './store-record.ts';
import { storeTable } from './store-table.ts';

interface PlannedTask {
  readonly task: RunTask;
  readonly prepared: PreparedValuation;
  readonly debugged: DebuggedRun;
  readonly reading: Pick<ReadRequest, 'start' | 'read'>;
}

export class TaskRunner {
  readonly #requests: RunRequests;
  readonly #memoryMb: number;
  readonly #progress: ProgressTeller;
  readonly #tell: (message: FromProcess) => void;
  #planned: PlannedTask | null = null;

  /** `memoryMb`: what this worker allows a run. */
  constructor(
    requests: RunRequests,
    memoryMb: number,
    progress: ProgressTeller,
    tell: (message: FromProcess) => void,
  ) {
    this.#requests = requests;
    this.#memoryMb = memoryMb;
    this.#progress = progress;
    this.#tell = tell;
  }

  /** Throws what is wrong with the task's model, and ENGINE_MISMATCH. */
  async plan(task: RunTask): Promise<PlannedJob> {
    const { request, ...reading } = await this.#requests.of(task);
    const debugged = new DebuggedRun(task.isPaused === true);
    const { observer, signal } = debugged;
    const watched = { ...request, observer, signal };
    const prepared = await prepareValuation(watched).catch((error: unknown) => {
      throw nameLimits(error, this.#memoryMb, task.config.execution.memoryMb);
    });
    this.#planned = { task, prepared, debugged, reading };
    const { runHash, executionOrder, memoryBytes } = prepared;
    return { runHash, executionOrder: [...executionOrder], memoryBytes };
  }

  /** Values what was planned and stores its tables and its record. Throws what valuing throws, and STORAGE_FULL. */
  async run(): Promise<RunResult> {
    const { task, prepared, reading } = this.#planned!;
    try {
      const { result: valued, tables, report } = await valuePrepared(prepared);
      this.#progress.stage('write');
      const started = performance.now();
      for (const table of tables) {
        this.#tell({ type: 'table', table: await storeTable(table, task.resultFolder) });
      }
      const write = stepSince('write', started);
      const { start, read } = reading;
      const timings = { read: read.ms, ...valued.timings, write: write.ms };
      const result = { ...valued, timings };
      const run = { report, result, start, steps: [read, write] };
      const record = await storeRecord(task, run, this.#requests.platform);
      this.#tell({ type: 'record', record });
      return result;
    } finally {
      await this.release();
    }
  }

  /** Looks into the run that is planned or under way. Throws NOT_READY, and as DebugDesk.do does. */
  async debug(command: DebugCommand): Promise<DebugAnswer> {
    if (this.#planned !== null) return await this.#planned.debugged.do(command);
    throw new LiveCalcError('NOT_READY', 'The run has come to its end: there is nothing to debug.');
  }

  /** Lets go of what was planned; inputs stay for the tenant's next task. */
  async release(): Promise<void> {
    const planned = this.#planned;
    this.#planned = null;
    planned?.debugged.end();
    await planned?.prepared[Symbol.asyncDispose]();
    collectGarbage();
  }
}
