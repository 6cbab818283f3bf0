/** The engine on one thread against a plain C++ triple loop on the same columns. */
import { LiveCalcError } from '../../contracts/errors.ts';
import { alternate, byRound } from '../alternate.ts';
import type { Bench, Figure, Outcome } from '../figure.ts';
import { sizeText, writeModel, type ModelSize } from '../model.ts';
import { buildNative, dumpColumns, runNative } from '../native/baseline.ts';
import { median, spreadOf } from '../spread.ts';
import { TimedRun } from '../timed-run.ts';

interface Comparison {
  readonly name: string;
  readonly tables: readonly string[];
  readonly settings?: readonly string[];
  /** How the tables are named, where that is not all. */
  readonly tablesText?: string;
  readonly atLeast: number;
  /** What the engine says that the loop says too. */
  readonly engineValues: (run: TimedRun) => ArrayLike<number>;
  readonly loopValues: (npvs: Float64Array) => ArrayLike<number>;
}

/** Rates in the bus to scenario totals and yearly cash flows. Compared: every scenario's NPV. */
export const totals: Figure = againstNative({
  name: 'totals',
  tables: ['scenarios', 'cash_flows'],
  atLeast: 500,
  engineValues: (run) => run.output('projection', 'scenarios', 'npv'),
  loopValues: (npvs) => npvs,
});

/** Every policy's mean and deviation. Compared: the mean of the whole portfolio. */
export const policies: Figure = againstNative({
  name: 'policies',
  tables: ['policies'],
  atLeast: 10,
  engineValues: (run) => [sum(run.output('projection', 'policies', 'mean'))],
  loopValues: (npvs) => [sum(npvs) / npvs.length],
});

const orderColumns = ['p5', 'p50', 'p95', 'cte95'];

/** The same with quantiles and CTE, which need every NPV. */
export const quantiles: Figure = againstNative({
  name: 'quantiles',
  tables: ['policies'],
  settings: [`output.columns=${JSON.stringify({ policies: orderColumns })}`],
  tablesText: `policies with ${orderColumns.join(', ')}`,
  atLeast: 2.5,
  engineValues: (run) => [sum(run.output('projection', 'policies', 'mean'))],
  loopValues: (npvs) => [sum(npvs) / npvs.length],
});

function againstNative(comparison: Comparison): Figure {
  return { name: comparison.name, measure: (bench) => measure(comparison, bench) };
}

async function measure(comparison: Comparison, bench: Bench): Promise<Outcome> {
  const program = await buildNative(bench.folder, 'triple_loop');
  if (program === null)
    return { unmeasured: 'There is no C++ compiler (g++, or CXX) to build it.' };
  const size: ModelSize = { policies: bench.scaled(10_000), scenarios: bench.scaled(1000) };
  const model = await writeModel(bench.folder, size);
  const { tables, settings = [], tablesText = tables.join(', '), atLeast } = comparison;
  const { warmUpMs } = bench;
  const run = await TimedRun.open(model, { threads: 1, tables, settings, warmUpMs });
  try {
    const columns = await dumpColumns(bench.folder, run);
    checkAgreement(comparison, run, (await runNative(program, columns)).npvs);
    const times = await alternate(bench.rounds, {
      loop: async () => (await runNative(program, columns)).elapsedMs,
      engine: () => run.read(),
    });
    const reading = {
      what: `C++ triple loop / engine, tables ${tablesText}, ${sizeText(size)}, 1 thread`,
      unit: 'times',
      value: median(times.loop) / median(times.engine),
      rounds: spreadOf(byRound(times, ({ loop, engine }) => loop / engine)),
      required: { atLeast },
      parts: {
        'C++ triple loop, ms': spreadOf(times.loop),
        'engine, ms': spreadOf(times.engine),
        'engine, its very first execution, ms': spreadOf([run.firstMs]),
      },
    } as const;
    return { readings: [reading] };
  } finally {
    run.close();
  }
}

/** The two orders of summation differ by some 1e-14; more than this is another formula. */
const tolerance = 1e-11;

function checkAgreement(comparison: Comparison, run: TimedRun, npvs: Float64Array): void {
  const found = comparison.engineValues(run);
  const expected = comparison.loopValues(npvs);
  for (let index = 0; index < expected.length; index++) {
    const [a, b] = [found[index] as number, expected[index] as number];
    if (Math.abs(a - b) <= tolerance * Math.abs(b)) continue;
    const message = `${comparison.name}: the engine says ${a} and the triple loop ${b} at position ${index}; nothing was timed.`;
    throw new LiveCalcError('INTERNAL', message);
  }
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index] as number;
  return total;
}
