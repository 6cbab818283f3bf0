/** Two threads against one. */
import { alternate, byRound } from '../alternate.ts';
import type { Bench, Figure, Outcome, Reading } from '../figure.ts';
import { sizeText, writeModel, type ModelSize } from '../model.ts';
import { median, spreadOf } from '../spread.ts';
import { TimedRun } from '../timed-run.ts';

export const threads: Figure = {
  name: 'threads',
  async measure(bench): Promise<Outcome> {
    const readings: Reading[] = [];
    for (const policies of [300_000, 1_000_000]) {
      const size = { policies: bench.scaled(policies), scenarios: bench.scaled(1000) };
      readings.push(await compare(size, bench));
    }
    return { readings };
  },
};

async function compare(size: ModelSize, bench: Bench): Promise<Reading> {
  const model = await writeModel(bench.folder, size);
  const { warmUpMs } = bench;
  const tables = ['policies'];
  const one = await TimedRun.open(model, { threads: 1, tables, warmUpMs });
  const two = await TimedRun.open(model, { threads: 2, tables, warmUpMs });
  try {
    const times = await alternate(bench.rounds, { one: () => one.read(), two: () => two.read() });
    return {
      what: `1 thread / 2 threads, table policies, ${sizeText(size)}`,
      unit: 'times',
      value: median(times.one) / median(times.two),
      rounds: spreadOf(byRound(times, (round) => round.one / round.two)),
      required: { atLeast: 1.8 },
      parts: {
        [`1 thread, ${size.policies.toLocaleString('en')} policies, ms`]: spreadOf(times.one),
        [`2 threads, ${size.policies.toLocaleString('en')} policies, ms`]: spreadOf(times.two),
      },
    };
  } finally {
    one.close();
    two.close();
  }
}
