/**
 * Finds where records of a CSV file end, so that a file can be parsed piece by piece: a line feed ends
 * a record unless the number of quotes before it is odd (RFC 4180 doubles a quote inside quotes).
 */
const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export interface RecordScanner {
  /** Scans the next piece; the index behind the last record that ends in it, 0 where none does. */
  scan(piece: Uint8Array): number;
  /** Whether a quote is open at the end of what was scanned. */
  readonly isInsideQuotes: boolean;
  /** Records begun so far, the header counted, empty lines not. */
  readonly records: number;
  /** How many records stand before the first empty line that others follow; null where none does. */
  readonly gapAfter: number | null;
}

export function recordScanner(): RecordScanner {
  const state = { isInsideQuotes: false, records: 0, gapAfter: null as number | null, scan };
  let isLineEmpty = true;
  let emptyAfter: number | null = null;

  function scan(piece: Uint8Array): number {
    let end = 0;
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i];
      if (byte === lineFeed && !state.isInsideQuotes) {
        if (isLineEmpty) emptyAfter ??= state.records;
        isLineEmpty = true;
        end = i + 1;
      } else if (byte !== carriageReturn) {
        if (byte === quote) state.isInsideQuotes = !state.isInsideQuotes;
        if (isLineEmpty) beginRecord();
      }
    }
    return end;
  }

  function beginRecord(): void {
    isLineEmpty = false;
    state.gapAfter ??= emptyAfter;
    state.records += 1;
  }

  return state;
}
