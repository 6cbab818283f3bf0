/** Scenarios counted by value and by the deepest tail that they are part of. */

/** A tail: the lowest `count` scenarios. */
export interface Tail {
  readonly label: string;
  readonly count: number;
}

/** Scenarios of one bin in one tail. */
export interface TailBin {
  readonly from: number;
  readonly to: number;
  /** A tail's label, or `otherScenarios`. */
  readonly tail: string;
  /** 0 for the deepest tail. */
  readonly depth: number;
  readonly count: number;
}

export const otherScenarios = 'all other scenarios';

/** At most this many, for the width of a page. */
const mostBins = 48;
/** Of the values' size: an axis has no room for more than nine digits. */
const narrowest = 1e-9;

/**
 * Bins between round numbers, without the empty ones. `sorted` is ascending; a bin that a tail ends
 * in is counted apart, scenario by scenario. Null where an axis could not tell the values apart.
 */
export function tailHistogram(sorted: Float64Array, tails: readonly Tail[]): TailBin[] | null {
  const min = sorted[0]!;
  const width = sorted.at(-1)! - min;
  const largest = Math.max(Math.abs(min), Math.abs(min + width));
  if (!(width > narrowest * largest && Number.isFinite(width))) return null;
  const step = roundStep(width / mostBins);
  const deepestFirst = tails.toSorted((a, b) => a.count - b.count);
  const bins: TailBin[] = [];
  let begin = 0;
  while (begin < sorted.length) {
    const bin = Math.floor(sorted[begin]! / step);
    const depth = deepestFirst.filter(({ count }) => count <= begin).length;
    const tail = deepestFirst[depth];
    const last = tail?.count ?? sorted.length;
    let end = begin + 1;
    while (end < last && Math.floor(sorted[end]! / step) === bin) end++;
    const from = bin * step;
    const label = tail?.label ?? otherScenarios;
    bins.push({ from, to: from + step, tail: label, depth, count: end - begin });
    begin = end;
  }
  return bins;
}

/** The smallest of 1, 2, 2.5, 5 times a power of ten that is at least `width`. */
function roundStep(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  return [1, 2, 2.5, 5, 10].map((digit) => digit * power).find((step) => step >= width) ?? width;
}
