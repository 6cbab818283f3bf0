/** What is often taken for CSV and is not: UTF-16, line ends of CR alone, other separators. */
import type { ByteSource } from '../byte-source.ts';
import { problemError, wholeProblem } from '../problem.ts';

/** A header is longer only in a file that has no line feed at all. */
const headBytes = 1 << 16;
const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Throws FILE_UNREADABLE where a file's first bytes are UTF-16, or its first line ends in CR alone. */
export async function checkStart(source: ByteSource): Promise<void> {
  const head = await source.read(0, Math.min(headBytes, source.sizeBytes));
  if (isUtf16(head)) {
    throw notCsv(source.name, 'is UTF-16 text, expected UTF-8. Save it as CSV in UTF-8');
  }
  if (firstLineEnd(head) === 'CR') {
    throw notCsv(
      source.name,
      'has line ends of carriage returns (CR) alone, expected line feeds (LF or CR LF). ' +
        'Save it with those',
    );
  }
}

const separators = { ';': 'semicolons', '\t': 'tabs', '|': 'bars' } as const;

/** Throws FILE_UNREADABLE where a header is one cell in which another separator stands. */
export function checkSeparator(file: string, header: readonly string[]): void {
  const [cell = ''] = header;
  if (header.length !== 1) return;
  const found = Object.entries(separators).find(([separator]) => cell.includes(separator));
  if (found === undefined) return;
  throw notCsv(
    file,
    `has a header of one cell: ${cell}. Its cells seem to be separated by ${found[1]}; ` +
      'separate cells by commas, and write numbers with decimal points',
  );
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function firstLineEnd(bytes: Uint8Array): 'LF' | 'CR' | null {
  let isInsideQuotes = false;
  for (const [index, byte] of bytes.entries()) {
    if (byte === quote) isInsideQuotes = !isInsideQuotes;
    if (isInsideQuotes) continue;
    if (byte === lineFeed) return 'LF';
    const isAlone = index + 1 < bytes.length && bytes[index + 1] !== lineFeed;
    if (byte === carriageReturn && isAlone) return 'CR';
  }
  return null;
}

function notCsv(file: string, what: string): Error {
  const place = { file, column: null };
  return problemError(wholeProblem('FILE_UNREADABLE', place, `${file} ${what}.`));
}
