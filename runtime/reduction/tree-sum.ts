/** The sum of a column over scenarios: tiles of 64 left to right, then the tree (I3). */
import { scenariosPerTile } from '../../contracts/units.ts';

/** `term(i)` for i in [0, length), added in the fixed order. */
export function treeSum(length: number, term: (index: number) => number): number {
  let sums: number[] = [];
  for (let begin = 0; begin < length; begin += scenariosPerTile) {
    let sum = 0;
    const end = Math.min(begin + scenariosPerTile, length);
    for (let index = begin; index < end; index++) sum += term(index);
    sums.push(sum);
  }
  while (sums.length > 1) sums = pairwise(sums);
  return sums[0] ?? 0;
}

function pairwise(sums: readonly number[]): number[] {
  const next: number[] = [];
  for (let index = 0; index < sums.length; index += 2) {
    const right = sums[index + 1];
    next.push(right === undefined ? sums[index]! : sums[index]! + right);
  }
  return next;
}
