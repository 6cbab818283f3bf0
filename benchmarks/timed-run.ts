/** A model opened through the command line's own loader, executed again and again in this process. */
import { LiveCalcError } from '../contracts/errors.ts';
import type { NumericArray } from '../contracts/table.ts';
import { loadConfig } from '../model/load-config.ts';
import { modelEngines } from '../model/model-engines.ts';
import { readInputs } from '../model/model-inputs.ts';
import { IntegrityCheck } from '../runtime/execution/integrity.ts';
import { observedRun } from '../runtime/execution/observed-run.ts';
import { nodePlatform } from '../runtime/node/platform.ts';
import { PreparedRun } from '../runtime/prepared-run.ts';
import type { ThreadPool } from '../runtime/pool/thread-pool.ts';
import { planValuation, startPool } from '../runtime/plan-valuation.ts';
import type { Model } from './model.ts';
import { median } from './spread.ts';

export interface TimedRunOptions {
  readonly threads: number;
  readonly tables: readonly string[];
  /** As `livecalc run --set`. */
  readonly settings?: readonly string[];
  /** How long to run before anything is measured, at least. */
  readonly warmUpMs: number;
}

/** Executions of one reading: a stage of a millisecond alone is at the mercy of a timer tick. */
const executionsPerReading = 9;
/** V8 compiles a module a second time, in the background, once it has run hot. */
const warmUpExecutions = 20;

const neverAborted = new AbortController().signal;

export class TimedRun {
  /** Of the very first execution: nothing warm, no output page touched before. */
  readonly firstMs: number;
  readonly #run: PreparedRun;
  readonly #pool: ThreadPool;

  private constructor(run: PreparedRun, pool: ThreadPool, firstMs: number) {
    this.#run = run;
    this.#pool = pool;
    this.firstMs = firstMs;
  }

  /** Reads and places the inputs, starts the threads, warms up. The caller closes it. */
  static async open(
    model: Model,
    { threads, tables, settings = [], warmUpMs }: TimedRunOptions,
  ): Promise<TimedRun> {
    const loaded = await loadConfig(model.folder, () => [
      `execution.threads=${threads}`,
      `output.tables=${JSON.stringify(tables)}`,
      ...settings,
    ]);
    const { config } = loaded;
    const platform = nodePlatform();
    const inputs = await readInputs(loaded, neverAborted);
    const pool = startPool(config, platform);
    const engines = modelEngines(loaded);
    const plan = await planValuation({ config, inputs, engines, platform, pool });
    const run = await PreparedRun.open(plan, inputs, { pool, platform, signal: neverAborted });
    const firstMs = await execute(run);
    const warmAt = performance.now() + warmUpMs;
    for (let done = 0; done < warmUpExecutions || performance.now() < warmAt; done++) {
      await execute(run);
    }
    return new TimedRun(run, pool, firstMs);
  }

  /** Milliseconds of the stages of `projection`, the median of a few executions. */
  async read(): Promise<number> {
    const times: number[] = [];
    for (let execution = 0; execution < executionsPerReading; execution++) {
      times.push(await execute(this.#run));
    }
    return median(times);
  }

  /** Milliseconds of a whole execution, the integrity check with it or not; the median of a few. */
  async whole(isChecked: boolean): Promise<number> {
    const times: number[] = [];
    for (let execution = 0; execution < executionsPerReading; execution++) {
      const begin = performance.now();
      await execute(this.#run, isChecked);
      times.push(performance.now() - begin);
    }
    return median(times);
  }

  /** An input column in place on the bus, for example `$policies.term`. */
  input(name: string): NumericArray {
    const input = this.#run.plan.inputs.find((candidate) => candidate.name === name);
    if (input === undefined) throw new LiveCalcError('INTERNAL', `The plan has no input ${name}.`);
    return this.#run.bus.view(input.planned);
  }

  /** An output column in place on the bus. */
  output(node: string, block: string, column: string): NumericArray {
    const planned = this.#run.plan.nodes
      .find(({ id }) => id === node)
      ?.outputs.find(
        (output) => output.block === block && output.declared.name === column,
      )?.planned;
    if (!planned)
      throw new LiveCalcError('INTERNAL', `The plan has no ${node}.${block}.${column}.`);
    return this.#run.bus.view(planned);
  }

  close(): void {
    this.#pool.close();
  }
}

async function execute(run: PreparedRun, isChecked = false): Promise<number> {
  const observer = isChecked ? new IntegrityCheck() : undefined;
  observer?.opened(observedRun(run.plan, run.bus));
  const timings = await run.execute({ signal: neverAborted, onProgress: () => {}, observer });
  let milliseconds = 0;
  for (const [stage, elapsed] of Object.entries(timings)) {
    if (stage.startsWith('projection.')) milliseconds += elapsed;
  }
  return milliseconds;
}
