/** Levels in percent, as integers: what a level counts must not hang on how 99.5 is rounded. */
import { partsPerPercent } from '../../contracts/statistics-levels.ts';

const allParts = 100 * partsPerPercent;

/** The percent as a whole number of parts; exact for the decimals that the schema allows. */
function partsOf(percent: number): number {
  return Math.floor(percent * partsPerPercent + 0.5);
}

/** 100 - percent, as the decimal that a person would write: 0.1 for 99.9. */
export function complement(percent: number): number {
  return (allParts - partsOf(percent)) / partsPerPercent;
}

/**
 * Scenarios in the tail of a CTE level: max(1, ceil(count * (100 - level) / 100)). The product is
 * an exact integer for any count below 2^53 / 10^6, and a quotient that is not whole is too far
 * from a whole number to be rounded to it.
 */
export function tailCount(count: number, level: number): number {
  return Math.max(1, Math.ceil((count * (allParts - partsOf(level))) / allParts));
}

/** Where percentile p lies among ascending values: p/100 * (count - 1) as whole part and rest. */
export function percentilePosition(count: number, p: number): { low: number; weight: number } {
  const scaled = partsOf(p) * (count - 1);
  const low = Math.floor(scaled / allParts);
  return { low, weight: (scaled - low * allParts) / allParts };
}
