/** What a result lacks that a failure has shaped, in words. */
import type { PartialResult, RunResult } from '../../../contracts/run-result.ts';
import { wrapWords } from './lines.ts';

/** A heading and what is missing for which reason; nothing for a whole result. */
export function partialLines(partial: PartialResult | null): string[] {
  if (partial === null) return [];
  const lines = partialSentences(partial).map((one) => wrapWords(`  - ${one}`, '    '));
  return [
    '',
    'The result is partial: it has no hash, and nobody else is answered with it',
    ...lines,
  ];
}

/** What is missing, and why. */
export function partialSentences(partial: PartialResult): string[] {
  const { failures, reasons, missingTables } = partial;
  return [
    ...missingTables.map((table) => `the table ${table} is not there`),
    ...failures.map(
      ({ node, code, message, isOptional }) =>
        `${node}${isOptional ? ', which may fail' : ''}: ${message} [${code}]`,
    ),
    ...reasons,
  ];
}

/** The hash, or that there is none. */
export function resultHashText({ resultHash }: RunResult): string {
  return resultHash ?? 'none: the result is partial';
}
