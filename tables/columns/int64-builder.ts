/** 64-bit integers become u32 or i32 where all of them fit, else f64: exact up to 2^53. */
import type { Column } from '../../contracts/table.ts';
import { wholeProblem } from '../problem.ts';
import { reportNull } from './column-context.ts';
import type { ColumnBuilder, ColumnContext } from './column-context.ts';
import { growable } from './growable.ts';

const largest = 2 ** 53;

/** A u64 comes as the i64 of the same bits. */
export function int64Builder(kind: 'i64' | 'u64', context: ColumnContext): ColumnBuilder {
  const store = growable('f64', context.capacity);
  let min = 0;
  let max = 0;
  let isExact = true;
  return {
    append(chunk) {
      const values = store.reserve(chunk.length);
      for (let i = 0; i < chunk.length; i++) {
        const value = chunk[i] as bigint | null | undefined;
        const row = store.length++;
        if (value === null || value === undefined) reportNull(context, row);
        const number = Number(value ?? 0n);
        values[row] = number;
        if (number < min) min = number;
        if (number > max) max = number;
        const isSuspect = number >= largest || number <= -largest || (kind === 'u64' && number < 0);
        if (isSuspect && isExact) isExact = !reportInexact(value ?? 0n, kind, row, context);
      }
    },
    finish: () => narrow(store.finish(), min, max, context.name),
  };
}

function narrow(values: Float64Array, min: number, max: number, name: string): Column {
  if (min >= 0 && max < 2 ** 32) return { name, type: 'u32', values: new Uint32Array(values) };
  if (min >= -(2 ** 31) && max < 2 ** 31)
    return { name, type: 'i32', values: new Int32Array(values) };
  return { name, type: 'f64', values };
}

/** Reports a value beyond 2^53, once for the column; says whether it did. */
function reportInexact(
  bits: bigint,
  kind: 'i64' | 'u64',
  row: number,
  { file, name, report }: ColumnContext,
): boolean {
  const value = kind === 'u64' ? BigInt.asUintN(64, bits) : bits;
  if (BigInt(Number(value)) === value && Math.abs(Number(value)) <= largest) return false;
  const expected = `whole numbers up to 2^53 in size`;
  const message = `${file}, row ${row + 1}, column ${name}: found ${value}, but a column of 64-bit integers may hold ${expected}. Store it as text.`;
  const place = { file, column: name };
  report({ ...wholeProblem('COLUMN_INVALID', place, message, `${value}`, expected), row: row + 1 });
  return true;
}
