/** Which entry of a keyed table each policy reads. */
import { formatCount, valueProblem } from '../../problem.ts';
import { keyLabel } from '../assumptions/keyed-table.ts';
import type { KeyedTable } from '../assumptions/keyed-table.ts';
import type { ProblemList } from '../problem-list.ts';
import { joined, renumbered } from './codes.ts';
import type { Coded } from './codes.ts';
import type { Policies } from './policies.ts';

/** Stands for an entry that the table does not have; the problem list says so. */
export const noEntry = 0xffff_ffff;

/** Positions in `table.entries` by row; null where a key column cannot be used. */
export function entryByRow<T>(
  policies: Pick<Policies, 'file' | 'count' | 'keys'>,
  table: KeyedTable<T>,
  problems: ProblemList,
): Uint32Array | null {
  if (table.keys.length === 0) return new Uint32Array(policies.count);
  const parts = table.keys.map((name) => policies.keys.codes(name));
  if (parts.includes(null)) return null;
  const { codes, firstRows } = joined(parts as Coded[], policies.count);
  const entries = new Map(table.entries.map(({ key }, index) => [JSON.stringify(key), index]));
  let counts: Uint32Array | undefined;
  const entryOfCode = firstRows.map((row, code) => {
    const key = table.keys.map((name) => policies.keys.text(name, row));
    const entry = entries.get(JSON.stringify(key));
    if (entry === undefined) {
      const place = { file: policies.file, row: row + 1, column: table.keys.at(-1) as string };
      counts ??= countsOf(codes, firstRows.length);
      const like = counts[code] as number;
      const expected = `a combination that ${table.file} has`;
      const advice =
        like === 1
          ? `Add it to ${table.file}.`
          : `Add it to ${table.file}: ${formatCount(like)} policies need it.`;
      problems.add(valueProblem(place, keyLabel(table.keys, key), expected, { advice }));
    }
    return entry ?? noEntry;
  });
  return renumbered(codes, Uint32Array.from(entryOfCode));
}

/** By code: how many rows have it. */
function countsOf(codes: Uint32Array, distinct: number): Uint32Array {
  const counts = new Uint32Array(distinct);
  for (const code of codes) counts[code] = (counts[code] as number) + 1;
  return counts;
}
