/** How fast partials are added: what the gateway does with everything that workers send it. */
import type { SumColumn } from '../../contracts/wire/task.ts';
import { addPartial, type Partial } from '../../runtime/reduction/partial.ts';
import { sumsLayout, viewSums } from '../../runtime/reduction/partial-bytes.ts';
import { SubtreeMerge } from '../../runtime/reduction/subtree-merge.ts';
import { alternate, byRound } from '../alternate.ts';
import type { Bench, Figure, Outcome } from '../figure.ts';
import { median, spreadOf } from '../spread.ts';

/** As a chunk leaves them where lapses follow the rate: 4 flows, 30 years, 1,000 scenarios. */
const flows = 4;
const years = 30;
const partials = 128;
/** Odd, so that a walk by it visits every partial once, out of order. */
const stride = 37;

export const merge: Figure = {
  name: 'merge',
  async measure(bench: Bench): Promise<Outcome> {
    const scenarios = bench.scaled(1000);
    const columns: SumColumn[] = Array.from({ length: flows }, () => ({
      type: 'f64',
      length: years * scenarios,
    }));
    const { bytes } = sumsLayout(columns);
    const parts = Array.from({ length: partials }, (_, index) => filled(columns, bytes, index));
    const addedBytes = bytes * (partials - 1);
    const times = await alternate(bench.rounds, {
      merge: () => timed(() => mergeAll(columns, parts)),
      copy: () => timed(() => copyAll(parts)),
    });
    const rate = (ms: number): number => addedBytes / ms / 1e6;
    return {
      readings: [
        {
          what: `partials added in the fixed tree, ${partials} of ${(bytes / 1e6).toFixed(2)} MB that come in any order, 1 thread`,
          unit: 'GB/s',
          value: rate(median(times.merge)),
          rounds: spreadOf(byRound(times, (round) => rate(round.merge))),
          required: { atLeast: 1 },
          parts: {
            'adding, ms': spreadOf(times.merge),
            'copying the same bytes, GB/s': spreadOf(times.copy.map(rate)),
          },
        },
      ],
    };
  },
};

function filled(columns: readonly SumColumn[], size: number, index: number): Uint8Array {
  const bytes = new Uint8Array(size);
  viewSums(columns, bytes).forEach((column) => column.fill(index + 1 / 3));
  return bytes;
}

function mergeAll(columns: readonly SumColumn[], parts: readonly Uint8Array[]): void {
  const tree = new SubtreeMerge<Partial>(parts.length, addPartial);
  for (let step = 0; step < parts.length; step++) {
    const begin = (step * stride) % parts.length;
    tree.insert({ begin, count: 1 }, viewSums(columns, parts[begin]!));
  }
}

function copyAll(parts: readonly Uint8Array[]): void {
  for (let index = 1; index < parts.length; index++) parts[0]!.set(parts[index]!);
}

async function timed(work: () => void): Promise<number> {
  const begin = performance.now();
  work();
  return await Promise.resolve(performance.now() - begin);
}
