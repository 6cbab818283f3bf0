/** The records of a CSV file, a piece of the file at a time (I6). */
import { CsvError, parse } from 'csv-parse/browser/esm/sync';
import type { ByteSource } from '../byte-source.ts';
import { piecesOf } from '../byte-source.ts';
import { joinBytes } from '../byte-sink.ts';
import { throwIfCancelled } from '../cancellation.ts';
import { problemError, wholeProblem } from '../problem.ts';
import { recordScanner } from './record-scanner.ts';
import type { RecordScanner } from './record-scanner.ts';

const pieceBytes = 1 << 20;
/** Longer than any honest record: a quote that is never closed must not read the file into memory. */
const largestRecordBytes = 1 << 24;

/**
 * Yields records in batches, the header first. Records may be shorter or longer than the header.
 * Throws FILE_UNREADABLE (quotes, UTF-8), VALUE_INVALID (an empty line before the last record).
 */
export async function* csvRecords(
  source: ByteSource,
  signal: AbortSignal | undefined,
): AsyncGenerator<string[][]> {
  const scanner = recordScanner();
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  let records = 0;
  for await (const piece of piecesOf(source, pieceBytes)) {
    throwIfCancelled(signal);
    const end = scanner.scan(piece);
    if (end > 0) {
      const batch = parseRecords(
        source.name,
        joinBytes([...rest, piece.subarray(0, end)]),
        records,
      );
      checkGap(source.name, scanner);
      records += batch.length;
      yield batch;
      rest = [];
      restBytes = 0;
    }
    rest.push(piece.subarray(end));
    restBytes += piece.length - end;
    if (restBytes > largestRecordBytes) throw unclosed(source.name, records);
  }
  if (scanner.isInsideQuotes) throw unclosed(source.name, records);
  checkGap(source.name, scanner);
  const last = parseRecords(source.name, joinBytes(rest), records);
  if (last.length > 0) yield last;
}

const textDecoder = new TextDecoder('utf-8', { fatal: true });

function parseRecords(file: string, bytes: Uint8Array, recordsBefore: number): string[][] {
  try {
    const content = recordsBefore === 0 ? withoutBom(bytes) : bytes;
    // Only to see that it is UTF-8: csv-parse would put U+FFFD for bytes that are not (I5).
    textDecoder.decode(content);
    return parse(content, {
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
    });
  } catch (cause) {
    throw unreadable(file, recordsBefore, cause);
  }
}

function withoutBom(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function checkGap(file: string, { gapAfter }: RecordScanner): void {
  if (gapAfter === null) return;
  const place = gapAfter === 0 ? 'before its header' : `after row ${gapAfter - 1}`;
  const message = `${file} has an empty line ${place}; only the end of a file may have some. Remove it.`;
  const problem = wholeProblem('VALUE_INVALID', { file, column: null }, message, 'an empty line');
  throw problemError({ ...problem, row: Math.max(gapAfter, 1) });
}

function unclosed(file: string, records: number): Error {
  const message = `${file} has a quote after row ${Math.max(records - 1, 0)} that is never closed; a quote inside a quoted cell is written twice.`;
  return problemError(wholeProblem('FILE_UNREADABLE', { file, column: null }, message));
}

function unreadable(file: string, recordsBefore: number, cause: unknown): Error {
  const isQuotes = cause instanceof CsvError;
  const row = isQuotes ? recordsBefore + Number(cause['records']) : recordsBefore;
  const message = isQuotes
    ? `${file} cannot be read as CSV near row ${row}: ${cause.message.split(' at line')[0]}. Quotes stand around a whole cell, and a quote inside is written twice.`
    : `${file} is not UTF-8 text somewhere after row ${Math.max(row - 1, 0)}. Save it as CSV in UTF-8.`;
  return problemError(wholeProblem('FILE_UNREADABLE', { file, column: null }, message));
}
