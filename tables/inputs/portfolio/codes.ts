/** Columns as small whole numbers, so that a million rows are keyed, grouped and looked up without a text each. */
import type { NumericArray } from '../../../contracts/table.ts';

export interface Coded {
  /** By row: which of the distinct values it has, numbered in the order in which they first appear. */
  readonly codes: Uint32Array;
  /** By code: the first row that has it. */
  readonly firstRows: readonly number[];
}

/** Largest key that is looked up in an array; above it a map is smaller. */
const largestIndex = 1 << 22;

export function coded(values: NumericArray | readonly string[]): Coded {
  if (values instanceof Uint32Array || values instanceof Int32Array) {
    let [least, largest] = [Infinity, -Infinity];
    for (let row = 0; row < values.length; row++) {
      const value = values[row] as number;
      if (value < least) least = value;
      if (value > largest) largest = value;
    }
    const keys = largest - least + 1;
    if (keys <= largestIndex) {
      return numberedByIndex(values.length, keys, (row) => (values[row] as number) - least);
    }
  }
  return numberedByMap(values.length, (row) => values[row]);
}

/** The same rows with codes that ascend as `compare` orders the rows. */
export function ordered(
  { codes, firstRows }: Coded,
  compare: (rowA: number, rowB: number) => number,
): Coded {
  const rows = firstRows.toSorted(compare);
  const newCodes = new Uint32Array(firstRows.length);
  for (const [code, row] of rows.entries()) newCodes[codes[row] as number] = code;
  return { codes: renumbered(codes, newCodes), firstRows: rows };
}

/** By row: what `numbers` has for its code. */
export function renumbered(codes: Uint32Array, numbers: Uint32Array): Uint32Array {
  const result = new Uint32Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    result[row] = numbers[codes[row] as number] as number;
  }
  return result;
}

/** Rows have equal codes where they have equal codes in all of `parts`; without any, all have code 0. */
export function joined(parts: readonly Coded[], rows: number): Coded {
  const [first, ...others] = parts;
  if (first === undefined) return { codes: new Uint32Array(rows), firstRows: [0] };
  return others.reduce(joinedPair, first);
}

function joinedPair(a: Coded, b: Coded): Coded {
  const width = b.firstRows.length;
  const keys = a.firstRows.length * width;
  const keyOf = (row: number): number =>
    (a.codes[row] as number) * width + (b.codes[row] as number);
  return keys <= largestIndex
    ? numberedByIndex(a.codes.length, keys, keyOf)
    : numberedByMap(a.codes.length, keyOf);
}

function numberedByIndex(rows: number, keys: number, keyOf: (row: number) => number): Coded {
  const codes = new Uint32Array(rows);
  const firstRows: number[] = [];
  // Code + 1, so that 0 says that a key has none yet.
  const numbers = new Uint32Array(keys);
  for (let row = 0; row < rows; row++) {
    const key = keyOf(row);
    let number = numbers[key] as number;
    if (number === 0) {
      number = firstRows.push(row);
      numbers[key] = number;
    }
    codes[row] = number - 1;
  }
  return { codes, firstRows };
}

function numberedByMap(rows: number, keyOf: (row: number) => unknown): Coded {
  const codes = new Uint32Array(rows);
  const firstRows: number[] = [];
  const numbers = new Map<unknown, number>();
  for (let row = 0; row < rows; row++) {
    const key = keyOf(row);
    let code = numbers.get(key);
    if (code === undefined) {
      code = firstRows.push(row) - 1;
      numbers.set(key, code);
    }
    codes[row] = code;
  }
  return { codes, firstRows };
}
