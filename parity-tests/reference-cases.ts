/** Where the reference cases lie when they are there: beside the project, never in it. */
import { existsSync } from 'node:fs';
import path from 'node:path';

export const referenceFolder: string = path.join(
  import.meta.dirname,
  '..',
  '..',
  'shared',
  'reference',
);

/** Whether the cases are there; prints the reason once where they are not. */
export function hasReferenceCases(): boolean {
  const isThere = existsSync(path.join(referenceFolder, 'livecalc'));
  if (!isThere) console.log('SKIPPED: no reference cases in ../shared/reference');
  return isThere;
}

export function casePath(...parts: readonly string[]): string {
  return path.join(referenceFolder, 'livecalc', ...parts);
}
