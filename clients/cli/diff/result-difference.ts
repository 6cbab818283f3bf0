/** What differed between two runs: what they were asked, then what they gave. */
import type { PartialResult } from '../../../contracts/run-result.ts';
import { resultMoves, type Move } from '../watch/result-moves.ts';
import { askedDifferences, isSameAsked, type AskedDifferences } from './asked-differences.ts';
import { columnDifferences, type ColumnDifference } from './column-difference.ts';
import type { ComparedResult } from './compared-result.ts';
import { moversBetween, type Movers } from './movers.ts';

/**
 * `same`: the same columns with the same bits. `sameValues`: every column that both have is the same to
 * the bit, but they have not the same columns. `parityViolation`: asked the same, and a column differs
 * (I1); never of a partial result, which a failure or a stop has shaped.
 */
export type Verdict = 'same' | 'sameValues' | 'differs' | 'parityViolation';

export interface ResultDifference {
  readonly verdict: Verdict;
  readonly a: Side;
  readonly b: Side;
  readonly asked: AskedDifferences;
  readonly columns: readonly ColumnDifference[];
  /** Statistics, base and means of sensitivities. */
  readonly statistics: readonly Move[];
  readonly movers: readonly Movers[];
}

export interface Side {
  readonly folder: string;
  readonly resultHash: string | null;
  readonly runHash: string;
  /** Why it is partial; null for a whole result. */
  readonly partial: PartialResult | null;
  /** The files are not what result.json says; null where they are. */
  readonly fault: string | null;
}

/** `top`: the movers that are listed of each kind. */
export function resultDifference(
  a: ComparedResult,
  b: ComparedResult,
  top: number,
): ResultDifference {
  const asked = askedDifferences(a, b);
  const columns = columnDifferences(a, b);
  return {
    verdict: verdictOf(a, b, asked, columns),
    a: sideOf(a),
    b: sideOf(b),
    asked,
    columns,
    statistics: resultMoves(a.result, b.result),
    movers: moversBetween(a, b, top),
  };
}

function sideOf({ folder, result, fault }: ComparedResult): Side {
  const { resultHash, runHash, partial } = result;
  return { folder, resultHash, runHash, partial, fault };
}

function verdictOf(
  a: ComparedResult,
  b: ComparedResult,
  asked: AskedDifferences,
  columns: readonly ColumnDifference[],
): Verdict {
  const isUnlike = ({ kind }: ColumnDifference): boolean =>
    kind === 'differs' || kind === 'otherType' || kind === 'unreadable';
  const isWhole = [a, b].every(({ fault, result }) => fault === null && result.partial === null);
  if (!columns.some(isUnlike)) {
    return columns.every(({ kind }) => kind === 'same') ? 'same' : 'sameValues';
  }
  return isWhole && isSameAsked(a, b, asked) ? 'parityViolation' : 'differs';
}
