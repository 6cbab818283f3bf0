/**
 * Merges what ranges of units have left, in any order of arrival, with the additions of the one tree
 * (I3): two neighbours of one size are added, left first; a missing right one passes the left up
 * unchanged. Ranges may differ in size. Holds at most what waits for a neighbour.
 */
import type { UnitRange } from '../../contracts/wire/task.ts';
import { LiveCalcError } from '../../contracts/errors.ts';

interface Subtree<Item> extends UnitRange {
  readonly item: Item;
}

export class SubtreeMerge<Item> {
  readonly #units: number;
  readonly #add: (left: Item, right: Item) => void;
  /** By `begin`. */
  readonly #waiting: Subtree<Item>[] = [];

  /** For `units` units, numbered from 0 in canonical order. */
  constructor(units: number, add: (left: Item, right: Item) => void) {
    this.#units = units;
    this.#add = add;
  }

  /**
   * Takes the sum over a range; it may be written to from now on. Throws INTERNAL for a range that is
   * no subtree of the tree, or that has units which are there already.
   */
  insert(range: UnitRange, item: Item): void {
    checkSubtree(range, this.#units);
    let at = this.#placeOf(range.begin);
    const [before, after] = [this.#waiting[at - 1], this.#waiting[at]];
    if (before !== undefined && endOf(before) > range.begin) throw overlaps(range, before);
    if (after !== undefined && after.begin < endOf(range)) throw overlaps(range, after);
    let { begin, count } = range;
    let sum = item;
    while (count < this.#units) {
      const sibling = begin ^ count;
      if (sibling < begin) {
        const left = this.#take(at - 1, sibling, count);
        if (left === null) break;
        this.#add(left, sum);
        sum = left;
        begin = sibling;
        at--;
      } else if (sibling < this.#units) {
        const right = this.#take(at, sibling, count);
        if (right === null) break;
        this.#add(sum, right);
      }
      count *= 2;
    }
    this.#waiting.splice(at, 0, { begin, count, item: sum });
  }

  /** The sum over all units, or null while some are missing. */
  get root(): Item | null {
    const [first] = this.#waiting;
    return first?.begin === 0 && first.count >= this.#units ? first.item : null;
  }

  /** What is not there yet, in order, in ranges as large as can be. */
  get missing(): UnitRange[] {
    const ranges: UnitRange[] = [];
    let begin = 0;
    for (const subtree of this.#waiting) {
      ranges.push(...subtreesOf(begin, subtree.begin));
      begin = endOf(subtree);
    }
    // The last range may lead past the last unit; one that would begin there is none.
    ranges.push(...subtreesOf(begin, powerAtLeast(this.#units)));
    return ranges.filter((range) => range.begin < this.#units);
  }

  /** Index of the first subtree that begins at `begin` or after it. */
  #placeOf(begin: number): number {
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#waiting[middle]!.begin < begin) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Takes out the subtree at an index, if it is this one; otherwise null. */
  #take(index: number, begin: number, count: number): Item | null {
    const found = this.#waiting[index];
    if (found?.begin !== begin || found.count !== count) return null;
    this.#waiting.splice(index, 1);
    return found.item;
  }
}

/** Throws INTERNAL where a range is no subtree of the tree over `units` units. */
export function checkSubtree({ begin, count }: UnitRange, units: number): void {
  const isPower = count >= 1 && count === powerAtLeast(count);
  const isInside = Number.isInteger(begin) && begin >= 0 && begin < units;
  if (isPower && isInside && begin % count === 0) return;
  throw new LiveCalcError(
    'INTERNAL',
    `Units ${begin} to ${begin + count} of ${units} are no subtree of the tree: a range has a power of ` +
      `two of units, begins at a multiple of that, and before the last unit.`,
    { found: `${begin}+${count}` },
  );
}

/** [begin, end) in ranges as large as can be. */
function subtreesOf(begin: number, end: number): UnitRange[] {
  const ranges: UnitRange[] = [];
  for (let at = begin; at < end; at += ranges.at(-1)!.count) {
    let count = 1;
    while (at % (2 * count) === 0 && at + 2 * count <= end) count *= 2;
    ranges.push({ begin: at, count });
  }
  return ranges;
}

function powerAtLeast(value: number): number {
  let power = 1;
  while (power < value) power *= 2;
  return power;
}

function endOf({ begin, count }: UnitRange): number {
  return begin + count;
}

function overlaps(range: UnitRange, there: UnitRange): LiveCalcError {
  return new LiveCalcError(
    'INTERNAL',
    `Units ${range.begin} to ${endOf(range)} came when ${there.begin} to ${endOf(there)} were there: ` +
      `a unit counts once (I7).`,
    { found: `${range.begin}+${range.count}` },
  );
}
