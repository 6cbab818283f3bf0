import type { Table } from '../contracts/table.ts';
import { throwIfCancelled } from './cancellation.ts';

/** Rows that are written together, in every format: those of an Arrow batch on the wire. */
const rowsPerGroup = 65_536;

/** Consecutive ranges of rows that cover the table; none where it is empty. Throws CANCELLED. */
export function* rowGroups(
  table: Table,
  signal: AbortSignal | undefined,
): Generator<{ begin: number; end: number }> {
  for (let begin = 0; begin < table.length; begin += rowsPerGroup) {
    throwIfCancelled(signal);
    yield { begin, end: Math.min(begin + rowsPerGroup, table.length) };
  }
}
