/** Sentences for what zod finds: the key, what was found, what was expected, and a suggestion. */
import { nearest } from './nearest.ts';
import { z } from 'zod';
import {
  alternatives,
  knownKeys,
  literalValues,
  meantAlternative,
  schemaAt,
  unwrapped,
  valueAt,
} from './schema-walk.ts';

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;
type Path = readonly PropertyKey[];

/** One thing that is wrong with a value. */
export interface Finding {
  /** For example `scenarios.parameters.volatility`. */
  readonly key: string;
  /** What was found, as it would be printed. */
  readonly found: string;
  readonly expected: string;
  readonly sentence: string;
}

/** `pipeline.nodes[0].id` */
export function keyPath(path: Path): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${short(String(key))}`))
    .join('')
    .replace(/^\./, '');
}

/** What is wrong with `value`: unknown keys first, as they often explain the rest. */
export function describeIssues(
  schema: Schema,
  value: unknown,
  issues: readonly Issue[],
): Finding[] {
  const place: Place = { schema, value, path: [] };
  const findings = withoutLooserLimits(issues.flatMap((issue) => describeIssue(place, issue)));
  const isUnknown = ({ sentence }: Finding): boolean => sentence.startsWith('unknown key');
  return [...findings.filter(isUnknown), ...findings.filter((finding) => !isUnknown(finding))];
}

/** An unknown key often comes late; what comes later still is not worth its time. */
const maxLooked = 100;

/** What explains best what is wrong, for those who tell one thing; undefined where there is no issue. */
export function firstFinding(
  schema: Schema,
  value: unknown,
  issues: readonly Issue[],
): Finding | undefined {
  return describeIssues(schema, value, issues.slice(0, maxLooked))[0];
}

/** A number past the largest whole one is past the schema's own limit too, which comes later. */
function withoutLooserLimits(findings: readonly Finding[]): Finding[] {
  const later = new Set<string>();
  const kept = findings.toReversed().filter(({ key, expected }) => {
    const relation = /^at (?:least|most) /.exec(expected)?.[0];
    if (relation === undefined) return true;
    const known = `${relation}${key}`;
    const isLast = !later.has(known);
    later.add(known);
    return isLast;
  });
  return kept.toReversed();
}

/** A value inside the whole, and its schema; issues' paths start here. */
interface Place {
  readonly schema: Schema;
  readonly value: unknown;
  readonly path: Path;
}

function describeIssue(place: Place, issue: Issue): Finding[] {
  const schema = schemaAt(place.schema, issue.path, place.value);
  const value = valueAt(place.value, issue.path);
  const path = [...place.path, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const owner = schema === null ? null : (meantAlternative(schema, value) ?? schema);
      const known = owner === null ? [] : knownKeys(owner);
      return issue.keys.map((key) => unknownKey(path, key, known));
    }
    case 'invalid_union':
      return issue.discriminator === undefined
        ? describeUnion({ schema: schema ?? place.schema, value, path }, issue)
        : describeDiscriminator(place, issue, issue.discriminator);
    case 'invalid_key':
      return [badKey(path, issue)];
    default:
      return [mismatch(path, value, expectation(issue, schema), meaning(schema))];
  }
}

function unknownKey(path: Path, key: string, known: readonly string[]): Finding {
  // No key is so long, and comparing takes as long as it is.
  const meant = key.length > maxShown ? null : nearest(key, known);
  const expected = meant ?? `one of ${known.join(', ')}`;
  const hint = meant === null ? `the keys here are ${known.join(', ')}` : `did you mean ${meant}?`;
  const name = keyPath([...path, key]);
  return { key: name, found: short(key), expected, sentence: `unknown key ${name}; ${hint}` };
}

function badKey(path: Path, issue: z.core.$ZodIssueInvalidKey): Finding {
  const key = keyPath(path);
  const found = shown(path.at(-1));
  const expected = issue.issues[0]?.message ?? 'another name';
  const parent = keyPath(path.slice(0, -1));
  return { key, found, expected, sentence: `${parent} has the key ${found}; expected ${expected}` };
}

/** A union is described by the alternative that the value's keys say was meant. */
function describeUnion(place: Place, issue: z.core.$ZodIssueInvalidUnion): Finding[] {
  const options = alternatives(place.schema);
  const meant = meantAlternative(place.schema, place.value);
  const inner = meant === null ? undefined : issue.errors[options.indexOf(meant)];
  if (meant === null || inner === undefined) {
    const shapes = options.map(kindOf).join(' or ');
    return [mismatch(place.path, place.value, shapes, meaning(place.schema))];
  }
  return inner.flatMap((nested) => describeIssue({ ...place, schema: meant }, nested));
}

/** No alternative has this discriminator: perhaps its key is misspelt, so strangers come first. */
function describeDiscriminator(
  place: Place,
  issue: z.core.$ZodIssueInvalidUnion,
  discriminator: string,
): Finding[] {
  const owner = issue.path.slice(0, -1);
  const schema = schemaAt(place.schema, owner, place.value);
  const known = schema === null ? [discriminator] : knownKeys(schema);
  const value = valueAt(place.value, owner) as Readonly<Record<string, unknown>>;
  const strangers = Object.keys(value).filter((key) => !known.includes(key));
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
  const path = [...place.path, ...owner];
  return [
    ...strangers.map((key) => unknownKey(path, key, known)),
    mismatch([...path, discriminator], value[discriminator], oneOf(options), ''),
  ];
}

function mismatch(path: Path, value: unknown, expected: string, about: string): Finding {
  const key = keyPath(path);
  const found = value === undefined ? 'nothing' : shown(value);
  const what = about === '' ? expected : `${expected} (${about})`;
  const sentence =
    value === undefined
      ? `key ${key} is missing; expected ${what}`
      : `${key === '' ? 'it' : key} is ${found}; expected ${what}`;
  return { key, found, expected, sentence };
}

/** The schema's own description, '' where it has none. */
function meaning(schema: Schema | null): string {
  return (schema === null ? undefined : z.globalRegistry.get(schema)?.description) ?? '';
}

const maxShown = 60;

function shown(value: unknown): string {
  return short(JSON.stringify(value));
}

function short(text: string): string {
  return text.length <= maxShown ? text : `${text.slice(0, maxShown - 3)}...`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text in double quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  record: 'an object {...}',
  array: 'a list [...]',
};

function expectation(issue: Issue, schema: Schema | null): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'object' && schema !== null) return objectOf(knownKeys(schema));
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return oneOf(issue.values);
    case 'too_small':
      return limit(issue.origin, issue.minimum, issue.inclusive ? 'at least' : 'more than');
    case 'too_big':
      return limit(issue.origin, issue.maximum, issue.inclusive ? 'at most' : 'less than');
    default:
      return issue.message;
  }
}

/** What a value of the schema looks like. */
function kindOf(schema: Schema): string {
  const literals = literalValues(schema);
  if (literals.length > 0) return oneOf(literals);
  const { type } = (unwrapped(schema) as z.core.$ZodTypes)._zod.def;
  return typeNames[type] ?? objectOf(knownKeys(schema));
}

function limit(origin: string, bound: number | bigint, relation: string): string {
  if (origin === 'string' && bound === 1) return 'text that is not empty';
  const unit = origin === 'array' ? ' in the list' : '';
  return `${relation} ${bound}${unit}`;
}

function objectOf(keys: readonly string[]): string {
  return `an object {${keys.join(', ')}}`;
}

function oneOf(values: readonly unknown[]): string {
  const words = values.map((value) => JSON.stringify(value));
  return words.length === 1 ? (words[0] as string) : `one of ${words.join(', ')}`;
}
