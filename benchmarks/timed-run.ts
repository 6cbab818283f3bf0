/** A model opened through the command line's own loader, executed again and again in this process. */
import { LiveCalcError } from '../contracts/errors.ts';
import type { NumericArray } from '../contracts/table.ts';
import { configEngines, loadConfig } from '../clients/cli/load-config.ts';
import { readInputs } from '../clients/cli/read-inputs.ts';
import { nodePlatform } from '../runtime/node/platform.ts';
import { PreparedRun } from '../runtime/prepared-run.ts';
import { planValuation } from '../runtime/run-valuation.ts';
import type { Model } from './model.ts';
import { median } from './spread.ts';

export interface TimedRunOptions {
  readonly threads: number;
  readonly tables: readonly string[];
}

/** Executions of one reading: a stage of a millisecond alone is at the mercy of a timer tick. */
const executionsPerReading = 9;
/** V8 compiles a module a second time, in the background, once it has run hot. */
const warmUpExecutions = 20;

export class TimedRun {
  /** Of the very first execution: nothing warm, no output page touched before. */
  readonly firstMs: number;
  readonly #run: PreparedRun;
  readonly #signal: AbortSignal;

  private constructor(run: PreparedRun, signal: AbortSignal, firstMs: number) {
    this.#run = run;
    this.#signal = signal;
    this.firstMs = firstMs;
  }

  /** Reads and places the inputs, starts the threads, warms up. The caller closes it. */
  static async open(model: Model, { threads, tables }: TimedRunOptions): Promise<TimedRun> {
    const { signal } = new AbortController();
    const loaded = await loadConfig(model.folder, () => [
      `execution.threads=${threads}`,
      `output.tables=${JSON.stringify(tables)}`,
    ]);
    const inputs = await readInputs(loaded, signal);
    const platform = nodePlatform();
    const { config } = loaded;
    const plan = await planValuation({ config, inputs, engines: configEngines(loaded), platform });
    const run = await PreparedRun.open(plan, inputs, platform);
    const firstMs = await execute(run, signal);
    for (let execution = 0; execution < warmUpExecutions; execution++) await execute(run, signal);
    return new TimedRun(run, signal, firstMs);
  }

  /** Milliseconds of the stages of `projection`, the median of a few executions. */
  async read(): Promise<number> {
    const times: number[] = [];
    for (let execution = 0; execution < executionsPerReading; execution++) {
      times.push(await execute(this.#run, this.#signal));
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
      .find(({ program }) => program.id === node)
      ?.outputs.find(
        (output) => output.block === block && output.declared.name === column,
      )?.planned;
    if (!planned)
      throw new LiveCalcError('INTERNAL', `The plan has no ${node}.${block}.${column}.`);
    return this.#run.bus.view(planned);
  }

  close(): void {
    this.#run.close();
  }
}

async function execute(run: PreparedRun, signal: AbortSignal): Promise<number> {
  const timings = await run.execute({ signal, onProgress: () => {} });
  let milliseconds = 0;
  for (const [stage, elapsed] of Object.entries(timings)) {
    if (stage.startsWith('projection.')) milliseconds += elapsed;
  }
  return milliseconds;
}
