/** In what two runs were asked different things: inputs, parameters, assumptions, engines, version. */
import type { RunResult } from '../../../contracts/run-result.ts';
import { configChanges, type KeyChange } from '../config-changes.ts';
import type { ComparedResult } from './compared-result.ts';

/** A value of each run; null where the run has none. */
export interface Pair<T> {
  readonly a: T | null;
  readonly b: T | null;
}

type Input = RunResult['inputs'][number];
type Engine = RunResult['engines'][number];

export interface InputDifference {
  readonly role: string;
  /** Whether the bytes are the same; the path may differ all the same. */
  readonly isSame: boolean;
  readonly file: Pair<string>;
  readonly rows: Pair<number>;
  readonly sha256: Pair<string>;
  /** Those that differ. */
  readonly controlTotals: readonly (Pair<number> & { readonly name: string })[];
}

export interface EngineDifference {
  readonly name: string;
  readonly isSame: boolean;
  readonly version: Pair<string>;
  readonly sha256: Pair<string>;
}

export interface AssumptionDifference {
  /** `mortality` */
  readonly name: string;
  readonly isSame: boolean;
  /** `latest` */
  readonly asked: Pair<string>;
  readonly version: Pair<string>;
  readonly status: Pair<string>;
  readonly sha256: Pair<string>;
}

export interface AskedDifferences {
  readonly inputs: readonly InputDifference[];
  /** Keys of the configuration with another value; null where a run has no execution.json. */
  readonly parameters: readonly KeyChange[] | null;
  /** Keys that only say how and where it was run; null as above. */
  readonly circumstances: readonly KeyChange[] | null;
  /** Tables of an Assumptions Manager; they are among the inputs too. */
  readonly assumptions: readonly AssumptionDifference[];
  readonly engines: readonly EngineDifference[];
  readonly runtimeVersion: Pair<string>;
}

/** Keys whose files are compared as inputs, by their bytes. */
const fileKeys = /^(policies|assumptions\.\w+|scenarios\.(file|base)|data\.\w+|engines\.[\w-]+)$/;
/** Keys that no number depends on (I1). */
const circumstanceKeys = /^(execution|output|\$schema)(\.|$)/;
/** Pins are compared as assumptions. */
const pinsKey = 'pins';

export function askedDifferences(a: ComparedResult, b: ComparedResult): AskedDifferences {
  const keys = a.known && b.known && configChanges(a.known.parameters, b.known.parameters);
  const shaping = keys?.filter(({ key }) => !fileKeys.test(key) && key !== pinsKey) ?? null;
  return {
    inputs: inputDifferences(a.result.inputs, b.result.inputs),
    parameters: shaping?.filter(({ key }) => !circumstanceKeys.test(key)) ?? null,
    circumstances: shaping?.filter(({ key }) => circumstanceKeys.test(key)) ?? null,
    assumptions: assumptionDifferences(a.result.assumptions, b.result.assumptions),
    engines: engineDifferences(a.result.engines, b.result.engines),
    runtimeVersion: { a: a.known?.runtimeVersion ?? null, b: b.known?.runtimeVersion ?? null },
  };
}

/**
 * Whether both runs were asked the same, so that their columns must agree (I1): by their run hashes,
 * or, where they were asked for other tables, by all that is known of both.
 */
export function isSameAsked(
  a: ComparedResult,
  b: ComparedResult,
  { inputs, parameters, engines, runtimeVersion }: AskedDifferences,
): boolean {
  if (a.result.runHash === b.result.runHash) return true;
  // An engine that groups policies runs only where no table by policy is asked for.
  const inBoth = engines.filter(({ sha256 }) => sha256.a !== null && sha256.b !== null);
  return (
    parameters?.length === 0 &&
    runtimeVersion.a === runtimeVersion.b &&
    [...inputs, ...inBoth].every(({ isSame }) => isSame)
  );
}

/** Several files of one role are those of sensitivities: the nth of A is compared with the nth of B. */
function inputDifferences(a: readonly Input[], b: readonly Input[]): InputDifference[] {
  return paired(a, b, ({ role }) => role).map(([role, left, right]) => ({
    role,
    isSame: left?.sha256 === right?.sha256,
    file: pairOf(left, right, ({ file }) => file),
    rows: pairOf(left, right, ({ rows }) => rows),
    sha256: pairOf(left, right, ({ sha256 }) => sha256),
    controlTotals: totalDifferences(left?.controlTotals ?? {}, right?.controlTotals ?? {}),
  }));
}

function totalDifferences(
  a: Input['controlTotals'],
  b: Input['controlTotals'],
): InputDifference['controlTotals'] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .map((name) => ({ name, a: a[name] ?? null, b: b[name] ?? null }))
    .filter((total) => total.a !== total.b);
}

function assumptionDifferences(
  a: RunResult['assumptions'],
  b: RunResult['assumptions'],
): AssumptionDifference[] {
  return paired(a, b, ({ name }) => name).map(([name, left, right]) => ({
    name,
    isSame: left?.sha256 === right?.sha256,
    asked: pairOf(left, right, (pin) => pin.asked),
    version: pairOf(left, right, (pin) => pin.version),
    status: pairOf(left, right, (pin) => pin.status),
    sha256: pairOf(left, right, (pin) => pin.sha256),
  }));
}

function engineDifferences(a: readonly Engine[], b: readonly Engine[]): EngineDifference[] {
  return paired(a, b, ({ name }) => name).map(([name, left, right]) => ({
    name,
    isSame: left?.sha256 === right?.sha256,
    version: pairOf(left, right, ({ version }) => version),
    sha256: pairOf(left, right, ({ sha256 }) => sha256),
  }));
}

function pairOf<T, V>(a: T | undefined, b: T | undefined, of: (one: T) => V): Pair<V> {
  return { a: a === undefined ? null : of(a), b: b === undefined ? null : of(b) };
}

/** The nth of each name in A beside the nth of that name in B. */
function paired<T>(
  a: readonly T[],
  b: readonly T[],
  nameOf: (one: T) => string,
): [name: string, a: T | undefined, b: T | undefined][] {
  const names = new Set([...a, ...b].map(nameOf));
  return [...names].flatMap((name) => {
    const left = a.filter((one) => nameOf(one) === name);
    const right = b.filter((one) => nameOf(one) === name);
    const count = Math.max(left.length, right.length);
    return Array.from({ length: count }, (_, index): [string, T | undefined, T | undefined] => [
      name,
      left[index],
      right[index],
    ]);
  });
}
