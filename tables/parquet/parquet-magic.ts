import { LiveCalcError } from '../../contracts/errors.ts';
import type { ByteSource } from '../byte-source.ts';

const magicBytes = 4;
/** The magic at both ends and the footer's length. */
const smallestFileBytes = 12;

/** Throws FILE_UNREADABLE, in plain words, where a file does not begin and end as Parquet does. */
export async function checkMagic(source: ByteSource): Promise<void> {
  const { name, sizeBytes } = source;
  const head = await wordAt(source, 0);
  if (head === 'PAR1') {
    if (sizeBytes < smallestFileBytes) {
      throw unreadable(
        name,
        `${name} begins as a Parquet file but is too short to be one (${sizeBytes} bytes). Write it again.`,
      );
    }
    const tail = await wordAt(source, sizeBytes - magicBytes);
    if (tail === 'PAR1') return;
    throw unreadable(
      name,
      `${name} begins as a Parquet file but its end is missing (${sizeBytes} bytes): it was cut short, perhaps while it was copied or written. Write it again.`,
    );
  }
  const found = sizeBytes === 0 ? 'it is empty' : `it begins with ${JSON.stringify(head)}`;
  throw unreadable(
    name,
    `${name} is not a Parquet file, though its name says so: ${found}, expected "PAR1".`,
  );
}

async function wordAt(source: ByteSource, begin: number): Promise<string> {
  const bytes = await source.read(begin, Math.min(begin + magicBytes, source.sizeBytes));
  return String.fromCharCode(...bytes);
}

function unreadable(file: string, message: string): LiveCalcError {
  return new LiveCalcError('FILE_UNREADABLE', message, { file, expected: 'a Parquet file' });
}
