/** Turns the cells of a CSV column into values of one type. */
import type { Column, ColumnType, NumericType } from '../../contracts/table.ts';
import { growable } from '../columns/growable.ts';
import { parseNumber } from './parse-number.ts';

export interface CellBuilder {
  /** What a cell must be, for messages. */
  readonly expected: string;
  /** Takes the next cell. False: it is not of the type, and a 0 stands in for it. */
  append(cell: string): boolean;
  finish(name: string): Column;
}

const expectedWords = {
  f64: 'a decimal number',
  u32: 'a whole number from 0 to 4,294,967,295',
  i32: 'a whole number from -2,147,483,648 to 2,147,483,647',
} as const satisfies Record<NumericType, string>;

export function cellBuilder(type: ColumnType): CellBuilder {
  return type === 'utf8' ? textCells() : numberCells(type);
}

/** Equal texts are kept once as long as there are few of them. */
const distinctTextLimit = 1024;

function textCells(): CellBuilder {
  const values: string[] = [];
  const known = new Map<string, string>();
  return {
    expected: 'text',
    append(cell) {
      const same = known.get(cell);
      if (same === undefined && known.size < distinctTextLimit) known.set(cell, cell);
      values.push(same ?? cell);
      return true;
    },
    finish: (name) => ({ name, type: 'utf8', values }),
  };
}

function numberCells(type: NumericType): CellBuilder {
  const store = growable(type, 1024);
  return {
    expected: expectedWords[type],
    append(cell) {
      const number = parseNumber(cell);
      const isOfType = number !== null && fits(number, type);
      store.reserve(1)[store.length++] = isOfType ? number : 0;
      return isOfType;
    },
    finish: (name) => ({ name, type, values: store.finish() }) as Column,
  };
}

function fits(value: number, type: NumericType): boolean {
  switch (type) {
    case 'f64':
      return true;
    case 'u32':
      return value >>> 0 === value;
    case 'i32':
      return (value | 0) === value;
  }
}
