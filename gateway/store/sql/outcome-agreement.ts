/** Whether two outcomes of one task can both be right (I7). */
import { isDeepStrictEqual } from 'node:util';
import type { OutcomeOf, TaskOutcome } from '../../../contracts/wire/task.ts';

/**
 * Two computations of the same must have left the same bytes. Where one of them failed there is nothing
 * to compare; and of two runs to the next stage, one may have stopped earlier, as that is a matter of
 * time, but both have read the same inputs. What a failure has shaped in a partial result may be another matter the
 * next time, a time limit for one; both have read the same inputs all the same.
 */
export function agree(first: TaskOutcome, second: TaskOutcome): boolean {
  if (first.kind === 'chunk' && second.kind === 'chunk') return haveSameBytes(first, second);
  if (first.kind === 'converted' && second.kind === 'converted') {
    return first.object.sha256 === second.object.sha256;
  }
  if (isWhole(first) && isWhole(second)) return haveSameResult(first, second);
  if ('planned' in first && 'planned' in second) {
    return first.planned.runHash === second.planned.runHash;
  }
  return true;
}

function isWhole(outcome: TaskOutcome): outcome is OutcomeOf<'finished'> {
  return outcome.kind === 'finished' && outcome.resultHash !== null;
}

function haveSameBytes(first: OutcomeOf<'chunk'>, second: OutcomeOf<'chunk'>): boolean {
  return (
    first.payload?.sha256 === second.payload?.sha256 &&
    first.slice?.sha256 === second.slice?.sha256 &&
    isDeepStrictEqual(first.engines, second.engines)
  );
}

function haveSameResult(first: OutcomeOf<'finished'>, second: OutcomeOf<'finished'>): boolean {
  const hashes = ({ tables }: OutcomeOf<'finished'>): Record<string, string> =>
    Object.fromEntries(tables.map(({ table, sha256 }) => [table, sha256]));
  return (
    first.planned.runHash === second.planned.runHash &&
    first.resultHash === second.resultHash &&
    isDeepStrictEqual(hashes(first), hashes(second))
  );
}
