/** Types of CSV columns that nobody expects anything of. */
import type { TextCell } from '../../contracts/run-inputs.ts';
import type { ColumnType } from '../../contracts/table.ts';
import { parseNumber } from './parse-number.ts';

export interface TypeGuess {
  /** Takes the next cell into account. */
  see(cell: string): void;
  type(): ColumnType;
  /** The first cell that is no number. */
  firstText(): TextCell | null;
}

/** Digits without leading zeros: 007 is a name, not a number. */
const wholeNumber = /^(?:0|-?[1-9]\d*)$/;
const leadingZero = /^[+-]?0\d/;

/** u32 or i32 where every cell is a whole number in range, else f64 where every one is a number, else utf8. */
export function typeGuess(): TypeGuess {
  let areWhole = true;
  let rows = 0;
  let firstText: TextCell | null = null;
  let min = 0;
  let max = 0;
  return {
    see(cell) {
      rows += 1;
      if (firstText !== null) return;
      const value = leadingZero.test(cell) ? null : parseNumber(cell);
      if (value === null) {
        firstText = { row: rows, text: cell };
        return;
      }
      if (areWhole && !wholeNumber.test(cell)) areWhole = false;
      min = Math.min(min, value);
      max = Math.max(max, value);
    },
    type() {
      if (firstText !== null) return 'utf8';
      if (areWhole && min >= 0 && max < 2 ** 32) return 'u32';
      if (areWhole && min >= -(2 ** 31) && max < 2 ** 31) return 'i32';
      return 'f64';
    },
    firstText: () => firstText,
  };
}
