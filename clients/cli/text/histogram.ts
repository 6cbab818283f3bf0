/** A small histogram in text. */
import { formatNumber } from './number-format.ts';

const barColumns = 40;
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** One line per bin, from the lowest value to the highest: where it begins, a bar, its count. */
export function histogramLines(values: Float64Array, binCount = 12): string[] {
  const min = values.reduce((least, value) => Math.min(least, value), Infinity);
  const max = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (!(max > min)) return [equalValues(values.length)];
  const width = max / binCount - min / binCount;
  const counts = countBins(values, min, width, binCount);
  const largest = Math.max(...counts);
  const decimals = Math.min(12, Math.max(0, 2 - Math.floor(Math.log10(width))));
  const starts = counts.map((_, bin) => formatNumber(min + bin * width, decimals));
  const startColumns = Math.max(...starts.map(({ length }) => length));
  return counts.map((count, bin) => {
    const start = (starts[bin] as string).padStart(startColumns);
    const share = bar((count / largest) * barColumns).padEnd(barColumns);
    return `  ${start}  ${share} ${formatNumber(count).padStart(6)}`;
  });
}

function equalValues(count: number): string {
  return count === 1 ? '  there is one value' : `  all ${formatNumber(count)} values are equal`;
}

function countBins(
  values: Float64Array,
  min: number,
  width: number,
  binCount: number,
): readonly number[] {
  const counts = new Array<number>(binCount).fill(0);
  for (const value of values) {
    const bin = Math.min(binCount - 1, Math.floor((value - min) / width));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}

/** A bar of `length` columns, drawn to an eighth; anything above zero is visible. */
function bar(length: number): string {
  const parts = length > 0 ? Math.max(1, Math.round(length * 8)) : 0;
  return '█'.repeat(Math.floor(parts / 8)) + eighths[parts % 8];
}
