/** What a misspelt name was probably meant to be. */
import { distance } from 'fastest-levenshtein';

/** The candidate nearest to `word`, or null where none is near. Case, spaces, _ and - do not count. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]/g, '');
  const ranked = candidates
    .map((candidate) => ({ candidate, steps: distance(plain(word), plain(candidate)) }))
    .toSorted((a, b) => a.steps - b.steps);
  const [best] = ranked;
  if (best === undefined) return null;
  const { candidate, steps } = best;
  // Two neighbours that changed places are two steps.
  const limit = candidate.length <= 3 ? 1 : Math.max(2, Math.floor(candidate.length / 3));
  return steps <= limit ? candidate : null;
}

/** ` Was NAME meant?`, or nothing. */
export function meantHint(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  return near === null ? '' : ` Was ${near} meant?`;
}
