/** A value held to a schema, with sentences about everything that is wrong. */
import type { z } from 'zod';
import { describeIssues } from './describe-issues.ts';
import { LiveCalcError } from './errors.ts';
import { hasMoreValues } from './has-more-values.ts';

const maxSentences = 5;
/** More are counted: nobody reads them, and describing a million takes minutes. */
const maxDescribed = 1000;
/** Many times those of any model; a server checks configurations that anyone may have written. */
const maxValues = 20_000;

/**
 * The value with every default filled in. Throws CONFIG_INVALID, whose message names every wrong
 * key (five at most), what was found and what was expected.
 */
export function parseWith<S extends z.ZodType>(
  schema: S,
  value: unknown,
  file: string,
): z.infer<S> {
  if (hasMoreValues(value, maxValues)) throw tooManyValues(file);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const findings = describeIssues(schema, value, issues.slice(0, maxDescribed));
  const count = findings.length + Math.max(0, issues.length - maxDescribed);
  const shown = findings.slice(0, maxSentences).map(({ sentence }) => sentence);
  const left = count - shown.length;
  if (left > 0) shown.push(`There are ${left} more`);
  const [first] = findings;
  const details = {
    file,
    ...(first && { found: first.found, expected: first.expected }),
    ...(count > 1 && { furtherProblems: count - 1 }),
  };
  const message = shown.map((text) => (text.endsWith('?') ? text : `${text}.`)).join(' ');
  throw new LiveCalcError('CONFIG_INVALID', `${file}: ${message}`, details);
}

function tooManyValues(file: string): LiveCalcError {
  const expected = `at most ${maxValues} values`;
  const message =
    `${file}: the configuration holds more values than one may; expected ${expected}. Put long lists ` +
    'into the files that it names.';
  return new LiveCalcError('CONFIG_INVALID', message, { file, expected });
}
