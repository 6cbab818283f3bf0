/** What `livecalc diff` prints. */
import { alignRows, wrapWords } from '../text/lines.ts';
import { decimalsFor, formatNumber } from '../text/number-format.ts';
import { partialSentences } from '../text/partial-lines.ts';
import type { Move } from '../watch/result-moves.ts';
import { askedLines } from './asked-text.ts';
import type { ColumnDifference } from './column-difference.ts';
import { columnLines, differenceText, percentText } from './column-text.ts';
import type { Movers, Unmatched } from './movers.ts';
import type { ResultDifference, Side } from './result-difference.ts';

export function diffText(difference: ResultDifference): string {
  const { a, b, asked, columns, statistics, movers } = difference;
  return [
    `A  ${a.folder}`,
    `B  ${b.folder}`,
    '',
    wrapWords(verdictText(difference), ''),
    ...partialLines('A', a),
    ...partialLines('B', b),
    ...faultLines(a, b),
    ...askedLines(asked),
    ...columnLines(columns),
    ...statisticsLines(statistics),
    ...movers.flatMap(moverLines),
  ].join('\n');
}

function verdictText({ verdict, a, columns }: ResultDifference): string {
  switch (verdict) {
    case 'same':
      return a.resultHash === null
        ? 'The results are the same to the last bit, as far as they go: they are partial.'
        : `The results are the same to the last bit: both have the result hash ${a.resultHash}.`;
    case 'sameValues':
      return 'Every column that both have is the same to the last bit; they have not the same columns.';
    case 'differs':
      return `The results differ, in ${differingCount(columns)}.`;
    case 'parityViolation':
      return (
        'PARITY VIOLATION: both runs were asked the same, by the bytes of inputs, parameters, engines ' +
        `and version, and their results differ, in ${differingCount(columns)}. The same run must give ` +
        'the same bits: this is a defect of an engine, of LiveCalc or of a machine. Keep both folders ' +
        'and report it.'
      );
  }
}

function differingCount(columns: readonly ColumnDifference[]): string {
  const shared = columns.filter(({ kind }) => kind !== 'onlyA' && kind !== 'onlyB');
  const differing = shared.filter(({ kind }) => kind !== 'same');
  return `${formatNumber(differing.length)} of ${formatNumber(shared.length)} columns that both have`;
}

/** A partial result is no answer to what was asked: it has no hash, and proves nothing. */
function partialLines(name: string, { partial }: Side): string[] {
  if (partial === null) return [];
  const lines = partialSentences(partial).map((one) => wrapWords(`  - ${one}`, '    '));
  return ['', `${name} is a partial result`, ...lines];
}

function faultLines(...sides: readonly Side[]): string[] {
  return sides.flatMap(({ fault }) =>
    fault === null ? [] : ['', wrapWords(`Changed after it was written: ${fault}`, '')],
  );
}

function statisticsLines(moves: readonly Move[]): string[] {
  if (moves.length === 0) return [];
  const largest = moves.reduce(
    (most, { before, after }) => Math.max(most, Math.abs(before ?? 0), Math.abs(after ?? 0)),
    0,
  );
  const decimals = decimalsFor(largest);
  const rows = moves.map(({ name, before, after }) => amountRow(name, before, after, decimals));
  return ['', 'Statistics of the net present value', ...amountTable('', rows)];
}

function amountTable(name: string, rows: readonly (readonly string[])[]): string[] {
  return alignRows([[name, 'A', 'B', 'difference', ''], ...rows], [1, 2, 3, 4]);
}

function amountRow(name: string, a: number | null, b: number | null, decimals: number): string[] {
  const cell = (value: number | null): string =>
    value === null ? '' : formatNumber(value, decimals);
  if (a === null || b === null) return [name, cell(a), cell(b), '', ''];
  const share = a === 0 || a === b ? '' : percentText(Math.abs(b - a) / Math.abs(a));
  return [name, cell(a), cell(b), differenceText(b - a, decimals), share];
}

function moverLines({ column, keyNames, count, moved, onlyA, onlyB, top }: Movers): string[] {
  const largest = top.reduce((most, { a, b }) => Math.max(most, Math.abs(a), Math.abs(b)), 0);
  const decimals = decimalsFor(largest);
  const rows = top.map(({ key, a, b }) => amountRow(key, a, b, decimals));
  const listed = top.length < moved ? `, the ${formatNumber(top.length)} largest` : '';
  return [
    '',
    `${column}: ${formatNumber(moved)} of ${formatNumber(count)} moved${listed}`,
    ...(top.length === 0 ? [] : amountTable(keyNames.join(', ') || 'row', rows)),
    ...unmatchedLine('A', onlyA, decimals),
    ...unmatchedLine('B', onlyB, decimals),
  ];
}

function unmatchedLine(side: string, { count, total }: Unmatched, decimals: number): string[] {
  if (count === 0) return [];
  return [`  only in ${side}: ${formatNumber(count)}, together ${formatNumber(total, decimals)}`];
}
