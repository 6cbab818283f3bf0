/** What two runs were asked, side by side: at most 80 columns wide where names allow it. */
import { alignRows, wrapWords } from '../text/lines.ts';
import { decimalsFor, formatNumber } from '../text/number-format.ts';
import { signed } from '../text/sensitivity-rows.ts';
import type { KeyChange } from '../config-changes.ts';
import type {
  AskedDifferences,
  AssumptionDifference,
  InputDifference,
  Pair,
} from './asked-differences.ts';

const longestValue = 24;

/** Inputs, parameters, engines and version, in this order. */
export function askedLines(asked: AskedDifferences): string[] {
  return [
    ...inputLines(asked.inputs),
    ...parameterLines(asked),
    ...assumptionLines(asked.assumptions),
    ...engineLines(asked),
    ...circumstanceLines(asked.circumstances),
  ];
}

function inputLines(inputs: readonly InputDifference[]): string[] {
  if (inputs.length === 0) return ['', 'Inputs', '  none'];
  const rows = inputs.flatMap((input) => {
    const name = shownPair(input.file, (file) => fileName(file));
    const count = shownPair(input.rows, (one) => formatNumber(one));
    const first = [input.role, name, input.isSame ? 'same' : 'differs', `${count} rows`];
    const totals = input.controlTotals.map((total) => [
      '',
      `  ${total.name.replaceAll('_', ' ')}`,
      '',
      totalText(total),
    ]);
    return [first, ...totals];
  });
  return ['', 'Inputs, by the SHA-256 of their files', ...alignRows(rows)];
}

function totalText({ a, b }: Pair<number>): string {
  const decimals = Math.max(...[a, b].map((one) => amountDecimals(one ?? 0)));
  const text = shownPair({ a, b }, (one) => formatNumber(one, decimals));
  return a === null || b === null ? text : `${text} (${signed(b - a, decimals)})`;
}

function amountDecimals(value: number): number {
  return Number.isInteger(value) ? 0 : decimalsFor(Math.abs(value));
}

function parameterLines({ parameters }: AskedDifferences): string[] {
  if (parameters === null) {
    const unknown =
      '  not known: without execution.json a result does not say what it was asked. Runs of ' +
      'version 0.6.0 and later write it.';
    return ['', 'Parameters', wrapWords(unknown, '  ')];
  }
  return ['', 'Parameters', ...(parameters.length === 0 ? ['  same'] : keyLines(parameters))];
}

function assumptionLines(assumptions: readonly AssumptionDifference[]): string[] {
  const rows = assumptions.map(({ name, isSame, asked, version, status }) => [
    name,
    `asked ${shownPair(asked, String)}`,
    `version ${shownPair(version, String)}`,
    shownPair(status, String),
    isSame ? 'same' : 'differs',
  ]);
  return rows.length === 0 ? [] : ['', 'Assumptions of a manager', ...alignRows(rows)];
}

function engineLines({ engines, runtimeVersion }: AskedDifferences): string[] {
  const rows = engines.map(({ name, isSame, version, sha256 }) => [
    name,
    shownPair(version, String),
    isSame ? 'same' : 'differs',
    isSame ? '' : shownPair(sha256, (hash) => `${hash.slice(0, 12)}...`),
  ]);
  const { a, b } = runtimeVersion;
  const isKnown = a !== null || b !== null;
  const runtime = isKnown ? [['LiveCalc', shownPair({ a, b }, String), sameWord(a, b), '']] : [];
  return ['', 'Engines and version', ...alignRows([...rows, ...runtime])];
}

function sameWord(a: string | null, b: string | null): string {
  if (a === null || b === null) return '';
  return a === b ? 'same' : 'differs';
}

/** Nothing where both were run alike: no number depends on it. */
function circumstanceLines(changes: readonly KeyChange[] | null): string[] {
  if (changes === null || changes.length === 0) return [];
  return ['', 'How they were run, on which no number depends', ...keyLines(changes)];
}

function keyLines(changes: readonly KeyChange[]): string[] {
  return alignRows(
    changes.map(({ key, before, after }) => [
      key,
      shortened(before ?? 'nothing'),
      '->',
      shortened(after ?? 'nothing'),
    ]),
  );
}

/** `a -> b`, or one of them where they are the same. */
function shownPair<T>({ a, b }: Pair<T>, show: (value: T) => string): string {
  const [left, right] = [a === null ? 'none' : show(a), b === null ? 'none' : show(b)];
  return left === right ? left : `${left} -> ${right}`;
}

function fileName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}

function shortened(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}
