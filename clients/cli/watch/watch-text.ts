/** What `livecalc watch` prints of one valuation. */
import type { RunResult } from '../../../contracts/run-result.ts';
import { alignRows } from '../text/lines.ts';
import { decimalsFor, formatDuration, formatNumber } from '../text/number-format.ts';
import { signed } from '../text/sensitivity-rows.ts';
import type { KeyChange } from '../config-changes.ts';
import type { Move } from './result-moves.ts';

export interface WatchedValuation {
  readonly result: RunResult;
  readonly keys: readonly KeyChange[];
  readonly files: readonly string[];
  readonly moves: readonly Move[];
  /** From the save to the numbers. */
  readonly elapsedMs: number;
  /** Of the clock on the wall. */
  readonly at: Date;
}

const mostChanges = 10;
const changeColumns = 76;

/** Ends with an empty line. */
export function watchText(valued: WatchedValuation): string {
  const { result, elapsedMs, at } = valued;
  const size = `${formatNumber(result.policyCount)} policies x ${formatNumber(result.scenarioCount)} scenarios`;
  return [
    `${at.toTimeString().slice(0, 8)}  ${size} in ${formatDuration(elapsedMs)}`,
    ...changeLines(valued),
    ...moveLines(valued.moves),
    '',
    '',
  ].join('\n');
}

function changeLines({ keys, files }: WatchedValuation): string[] {
  const changes = [
    ...keys.map(
      ({ key, before, after }) => `${key}: ${before ?? 'nothing'} -> ${after ?? 'nothing'}`,
    ),
    ...files.map((file) => `${file} has changed`),
  ];
  const left = changes.length - mostChanges;
  const lines = changes.slice(0, mostChanges).map((text) => `  ${shortened(text)}`);
  return left > 0 ? [...lines, `  and ${formatNumber(left)} more`] : lines;
}

function shortened(text: string): string {
  return text.length > changeColumns ? `${text.slice(0, changeColumns - 1)}…` : text;
}

/** Of a first valuation there is no before. */
function moveLines(moves: readonly Move[]): string[] {
  const values = moves.flatMap(({ before, after }) => [before ?? 0, after ?? 0]);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const decimals = decimalsFor(largest);
  const cell = (value: number | null): string =>
    value === null ? '' : formatNumber(value, decimals);
  if (moves.every(({ before }) => before === null)) {
    return alignRows(
      moves.map(({ name, after }) => [name, cell(after)]),
      [1],
    );
  }
  const rows = moves.map(({ name, before, after }) => {
    const difference = before === null || after === null ? '' : signed(after - before, decimals);
    return [name, cell(before), cell(after), difference];
  });
  return alignRows([['', 'before', 'after', 'difference'], ...rows], [1, 2, 3]);
}
