/** What the integrity check costs: a checksum of every column after its node, and before each reader. */
import { createHash } from 'node:crypto';
import { checksum } from '../../runtime/execution/checksum.ts';
import { alternate, byRound } from '../alternate.ts';
import type { Bench, Figure, Outcome, Reading } from '../figure.ts';
import { dynamicLapse, sizeText, writeModel } from '../model.ts';
import { portfolio } from '../portfolio.ts';
import { median, spreadOf } from '../spread.ts';
import { TimedRun } from '../timed-run.ts';

const tables = ['scenarios', 'cash_flows', 'policies'];
const settings = [`projection.dynamicLapse=${JSON.stringify(dynamicLapse)}`];

export const integrity: Figure = {
  name: 'integrity',
  async measure(bench): Promise<Outcome> {
    return { readings: [await ofRun(bench), await ofBytes(bench)] };
  },
};

async function ofRun(bench: Bench): Promise<Reading> {
  const size = { policies: bench.scaled(10_000), scenarios: bench.scaled(1000) };
  const policies = portfolio(size.policies, { hasReferenceRate: true });
  const model = await writeModel(bench.folder, size, policies);
  const run = await TimedRun.open(model, {
    threads: 1,
    tables,
    settings,
    warmUpMs: bench.warmUpMs,
  });
  try {
    const times = await alternate(bench.rounds, {
      plain: () => run.whole(false),
      checked: () => run.whole(true),
    });
    return {
      what: `run with the integrity check / without, dynamic lapse, all tables, ${sizeText(size)}, 1 thread`,
      unit: 'times',
      value: median(times.checked) / median(times.plain),
      rounds: spreadOf(byRound(times, (round) => round.checked / round.plain)),
      required: { atMost: 1.1 },
      parts: {
        'without the check, ms': spreadOf(times.plain),
        'with it, ms': spreadOf(times.checked),
      },
    };
  } finally {
    run.close();
  }
}

async function ofBytes(bench: Bench): Promise<Reading> {
  const buffer = new SharedArrayBuffer(bench.scaled(16 * 2 ** 20) * 4);
  new Int32Array(buffer).forEach((_, index, words) => (words[index] = index * 31));
  const bytes = new Uint8Array(buffer);
  const times = await alternate(bench.rounds, {
    checksum: () => timed(() => checksum(buffer, 0, bytes.length)),
    sha256: () => timed(() => createHash('sha256').update(bytes).digest()),
  });
  const rate = (ms: number): number => bytes.length / ms / 1e6;
  return {
    what: `checksum of ${(bytes.length / 1e6).toFixed(0)} MB in shared memory, in place, 1 thread`,
    unit: 'GB/s',
    value: rate(median(times.checksum)),
    rounds: spreadOf(byRound(times, (round) => rate(round.checksum))),
    required: { atLeast: 1 },
    parts: { 'SHA-256 by node:crypto, GB/s': spreadOf(times.sha256.map(rate)) },
  };
}

async function timed(work: () => void): Promise<number> {
  const begin = performance.now();
  work();
  return await Promise.resolve(performance.now() - begin);
}
