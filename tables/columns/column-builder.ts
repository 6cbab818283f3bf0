import type { Column } from '../../contracts/table.ts';
import { wholeProblem } from '../problem.ts';
import { reportNull } from './column-context.ts';
import type { ColumnBuilder, ColumnContext } from './column-context.ts';
import { decimalValue } from './decimal.ts';
import { growable } from './growable.ts';
import { int64Builder } from './int64-builder.ts';
import { isoDate, isoTimestamp } from './iso-time.ts';
import type { Chunk, StoredType } from './stored-type.ts';

/** The builder for columns stored as `type`. */
export function columnBuilder(type: StoredType, context: ColumnContext): ColumnBuilder {
  switch (type.kind) {
    case 'i32':
    case 'u32':
    case 'f64':
      return numberBuilder(type.kind, context);
    case 'boolean':
      return mappedBuilder('u32', context, (value) => (value === true || value === 1 ? 1 : 0));
    case 'decimal':
      return mappedBuilder('f64', context, (value) => decimalValue(value, type.scale));
    case 'i64':
    case 'u64':
      return int64Builder(type.kind, context);
    case 'text':
      return textBuilder(context, (value) => value as string);
    case 'date':
      return textBuilder(context, (value) => isoDate(Number(value)));
    case 'timestamp':
      return textBuilder(context, (value) => isoTimestamp(value as bigint, type.unit, type.isUtc));
  }
}

function numberBuilder(type: 'i32' | 'u32' | 'f64', context: ColumnContext): ColumnBuilder {
  const store = growable(type, context.capacity);
  return {
    append(chunk) {
      const values = store.reserve(chunk.length);
      // A u32 comes as the i32 of the same bits; storing it into a Uint32Array wraps it back.
      if (ArrayBuffer.isView(chunk)) values.set(chunk as unknown as Float64Array, store.length);
      else copyNumbers(chunk, values, store.length, context);
      store.length += chunk.length;
    },
    finish: () => ({ name: context.name, type, values: store.finish() }) as Column,
  };
}

function copyNumbers(
  chunk: Chunk,
  values: Int32Array | Uint32Array | Float64Array,
  begin: number,
  context: ColumnContext,
): void {
  for (let i = 0; i < chunk.length; i++) {
    const value = chunk[i] as number | null | undefined;
    if (value === null || value === undefined) reportNull(context, begin + i);
    values[begin + i] = value ?? 0;
  }
}

/** Values that need a conversion each; null from it means that no column can hold the value. */
function mappedBuilder(
  type: 'u32' | 'f64',
  context: ColumnContext,
  convert: (value: unknown) => number | null,
): ColumnBuilder {
  const store = growable(type, context.capacity);
  return {
    append(chunk) {
      const values = store.reserve(chunk.length);
      for (let i = 0; i < chunk.length; i++) {
        values[store.length] = convertOr(0, chunk[i], store.length, context, convert);
        store.length += 1;
      }
    },
    finish: () => ({ name: context.name, type, values: store.finish() }) as Column,
  };
}

/** Equal texts are kept once as long as there are few of them: gender, product_type. */
const distinctTextLimit = 1024;

function textBuilder(
  context: ColumnContext,
  convert: (value: unknown) => string | null,
): ColumnBuilder {
  const values = new Array<string>(context.capacity);
  const known = new Map<string, string>();
  let length = 0;
  return {
    append(chunk) {
      for (let i = 0; i < chunk.length; i++) {
        const text = convertOr('', chunk[i], length, context, convert);
        const same = known.get(text);
        if (same === undefined && known.size < distinctTextLimit) known.set(text, text);
        values[length++] = same ?? text;
      }
    },
    finish() {
      values.length = length;
      return { name: context.name, type: 'utf8', values };
    },
  };
}

function convertOr<T extends string | number>(
  placeholder: T,
  value: unknown,
  row: number,
  context: ColumnContext,
  convert: (value: unknown) => T | null,
): T {
  if (value === null || value === undefined) {
    reportNull(context, row);
    return placeholder;
  }
  const converted = convert(value);
  if (converted !== null) return converted;
  const { file, name } = context;
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const found = isNumber ? `the value ${value}` : 'a decimal of many digits';
  const message = `${file}, row ${row + 1}, column ${name}: ${found} cannot be held exactly. Store the column as double or as text.`;
  context.report({
    ...wholeProblem('COLUMN_INVALID', { file, column: name }, message, found),
    row: row + 1,
  });
  return placeholder;
}
