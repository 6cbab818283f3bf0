/** How fast partials are added: what the gateway does with everything that workers send it. */
import type { SumColumn } from '../../contracts/wire/task.ts';
import { addPartial, type Partial } from '../../runtime/reduction/partial.ts';
import { sumsLayout, viewSums } from '../../runtime/reduction/partial-bytes.ts';
import { SubtreeMerge } from '../../runtime/reduction/subtree-merge.ts';
import { alternate, byRound } from '../alternate.ts';
import type { Bench, Figure, Outcome, Reading } from '../figure.ts';
import { median, spreadOf } from '../spread.ts';

/** As a chunk leaves them where lapses follow a rate of each policy: 8 flows over 30 years. */
const flows = 8 * 30;
/** Odd, so that a walk by it visits every partial once, out of order. */
const stride = 37;

export const merge: Figure = {
  name: 'merge',
  async measure(bench): Promise<Outcome> {
    return {
      readings: [
        await reading(bench, { scenarios: bench.scaled(1000), partials: 4096 }),
        await reading(bench, { scenarios: bench.scaled(100_000), partials: 128 }),
      ],
    };
  },
};

interface Size {
  readonly scenarios: number;
  /** A power of two. */
  readonly partials: number;
}

async function reading(bench: Bench, { scenarios, partials }: Size): Promise<Reading> {
  const columns: SumColumn[] = [
    { type: 'f64', length: scenarios },
    { type: 'f64', length: flows },
  ];
  const { bytes } = sumsLayout(columns);
  const parts = Array.from({ length: partials }, (_, index) => filled(columns, bytes, index));
  const warmAt = performance.now() + bench.warmUpMs;
  while (performance.now() < warmAt) mergeAll(columns, parts);
  const times = await alternate(bench.rounds, {
    merge: () => timed(() => mergeAll(columns, parts)),
    copy: () => timed(() => copyAll(parts)),
  });
  const rate = (ms: number): number => (bytes * (partials - 1)) / ms / 1e6;
  const count = partials.toLocaleString('en');
  return {
    what: `${count} partials of ${scenarios.toLocaleString('en')} scenarios added in the fixed tree, in any order, 1 thread`,
    unit: 'GB/s',
    value: rate(median(times.merge)),
    rounds: spreadOf(byRound(times, (round) => rate(round.merge))),
    required: { atLeast: 1 },
    parts: {
      [`${(bytes / 1000).toFixed(0)} kB each: adding, ms`]: spreadOf(times.merge),
      [`${(bytes / 1000).toFixed(0)} kB each: copying, GB/s`]: spreadOf(times.copy.map(rate)),
    },
  };
}

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
