/** The table of result hashes, and what is to be said of it. */
import { alignRows } from '../clients/cli/text/lines.ts';
import type { ModelCase } from './cases/model-case.ts';
import { differenceText } from './comparison/difference.ts';
import { isSame, type Cell, type Matrix, type SkippedWay } from './matrix.ts';
import type { Way } from './ways/way.ts';

/** Of a hash, enough to tell two apart at a glance; --json has all 64. */
const shownDigits = 8;

/** Ways down, cases across; then skipped ways, failures and differences, and the verdict. */
export function matrixText(
  matrix: Matrix,
  cases: readonly ModelCase[],
  ways: readonly Way[],
): string {
  const byPlace = new Map(matrix.cells.map((cell) => [`${cell.wayName} ${cell.caseName}`, cell]));
  const skipped = skippedWays(matrix);
  const ran = ways.filter(({ name }) => !skipped.includes(name));
  const rows = ran.map(({ name }) => [
    name,
    ...cases.map((one) => cellText(byPlace.get(`${name} ${one.name}`))),
  ]);
  return [
    ...alignRows([['', ...cases.map(({ name }) => name)], ...rows], [], ''),
    '',
    ...matrix.skipped.map((one) => `skipped  ${skippedText(one)}: ${one.reason}`),
    ...matrix.cells.flatMap(cellLines),
    verdictText(matrix),
  ].join('\n');
}

/** Ways of which no case was valued. */
function skippedWays({ skipped }: Matrix): readonly string[] {
  return skipped.flatMap(({ wayName, caseName }) => (caseName === undefined ? [wayName] : []));
}

/** `firefox`, or `pipeline by firefox` where it is one case. */
export function skippedText({ wayName, caseName }: SkippedWay): string {
  return caseName === undefined ? wayName : `${caseName} by ${wayName}`;
}

/** A mark stands where a hash alone would not show it: a run hash or a statistic may differ too. */
function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return '-';
  if (cell.kind === 'failed') return 'FAILED';
  return cell.resultHash.slice(0, shownDigits) + (cell.differences.length > 0 ? ' !' : '');
}

/** Everything that is wrong with a cell; nothing where nothing is. */
export function cellLines(cell: Cell): readonly string[] {
  const place = `${cell.caseName} by ${cell.wayName}`;
  if (cell.kind === 'failed') {
    return [`FAILED   ${place}: ${cell.reason}`, ...cell.details.map((line) => `    ${line}`)];
  }
  return cell.differences.map((one) => `DIFFERS  ${place}: ${differenceText(one)}`);
}

function verdictText(matrix: Matrix): string {
  const { cells } = matrix;
  const skipped = skippedWays(matrix);
  const wrong = cells.filter((cell) => cell.kind === 'failed' || cell.differences.length > 0);
  const ways = new Set(cells.map(({ wayName }) => wayName)).size;
  const left = skipped.length === 0 ? '' : `; ways skipped: ${skipped.length}`;
  if (isSame(matrix)) return `${cells.length} valuations by ${ways} ways, all the same${left}`;
  return `${wrong.length} of ${cells.length} valuations by ${ways} ways differ or failed${left}`;
}
