/** Every mortality curve in one flat column, so that a policy's years are cells side by side. */
import type { MortalityCurve, MortalityTable } from '../assumptions/mortality-table.ts';
import { ultimateAges } from '../assumptions/mortality-table.ts';
import { longestLifeYears } from '../portfolio/policies.ts';
import type { CheckedPolicies } from '../portfolio/policies.ts';
import type { PolicyYears } from '../portfolio/policy-years.ts';
import { held } from './held.ts';

/**
 * A curve without select rates is one path of cells by attained age. A select curve has a path of
 * its ultimate rates, and behind it one for each age at entry: its select rates, then the ultimate
 * ones of the ages that follow. The last cell of a path is repeated as far as any policy reads.
 */
export interface MortalityCells {
  readonly values: Float64Array;
  /** By curve: where the cell of attained age 0 lies, or would lie. */
  readonly ultimate: Int32Array;
  /** By curve: policies with fewer completed years read the path of their age at entry. */
  readonly selectYears: Int32Array;
  /** By curve and age at entry, `longestLifeYears + 1` of them each: the cell of policy year 1. */
  readonly select: Int32Array;
}

const entryAges = longestLifeYears + 1;

/** `lastRead` is the highest attained age that any policy reads. */
export function mortalityCells({ entries }: MortalityTable, lastRead: number): MortalityCells {
  const paths: Float64Array[] = [];
  let cells = 0;
  const add = (path: Float64Array): number => {
    paths.push(path);
    cells += path.length;
    return cells - path.length;
  };
  const ultimate = new Int32Array(entries.length);
  const selectYears = new Int32Array(entries.length);
  const select = new Int32Array(entries.length * entryAges);
  for (const [curve, { value }] of entries.entries()) {
    const ages = ultimateAges(value);
    const last = Math.max(ages.last, lastRead);
    const rates = held(value.durations.at(-1) as Float64Array, last - ages.first + 1);
    ultimate[curve] = add(rates) - ages.first;
    if (value.durations.length === 1) {
      selectYears[curve] = -longestLifeYears - 1;
      continue;
    }
    selectYears[curve] = value.durations.length - 1;
    for (const [index, path] of selectPaths(value, rates).entries()) {
      const start = add(path);
      const age = value.firstAge + index;
      if (age < entryAges) select[curve * entryAges + age] = start;
    }
  }
  const values = new Float64Array(cells);
  let offset = 0;
  for (const path of paths) {
    values.set(path, offset);
    offset += path.length;
  }
  return { values, ultimate, selectYears, select };
}

/** By age at entry: select rates, then the ultimate rates from the first attained age they hold for. */
function selectPaths({ durations }: MortalityCurve, ultimate: Float64Array): Float64Array[] {
  const selects = durations.slice(0, -1);
  return Array.from(durations[0] as Float64Array, (_, index) =>
    Float64Array.of(...selects.map((rates) => rates[index] as number), ...ultimate.subarray(index)),
  );
}

/** Index of the cell that each policy reads in projection year 1; year t + 1 is t cells on. */
export function mortalityStarts(
  { age: ages, duration: durations }: Pick<CheckedPolicies, 'age' | 'duration'>,
  curves: Uint32Array,
  { endYear }: PolicyYears,
  { values, ultimate, selectYears, select }: MortalityCells,
): Int32Array {
  const starts = new Int32Array(ages.length);
  for (let row = 0; row < ages.length; row++) {
    const age = ages[row] as number;
    const curve = curves[row] as number;
    const duration = durations === undefined ? 0 : (durations[row] as number);
    const path =
      duration < (selectYears[curve] as number)
        ? (select[curve * entryAges + age] as number)
        : (ultimate[curve] as number) + age;
    const start = path + duration;
    // A policy that reads no cell may have none.
    const isRead = endYear[row] !== 0 || (start >= 0 && start < values.length);
    starts[row] = isRead ? start : 0;
  }
  return starts;
}
