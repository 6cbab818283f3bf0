/** How an Arrow file begins and ends: that tells its form, and whether its end is there. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ByteSource } from '../byte-source.ts';

/** `file` has a footer and can be read in any order; `stream` is read from front to back. */
export type ArrowForm = 'file' | 'stream';

/** Bytes of a stream that are read at a time. */
export const pieceBytes = 1 << 20;

const magic = 'ARROW1';
/** A continuation marker and a length of 0: Arrow columnar format, IPC streaming format. */
const endOfStream = '\xff\xff\xff\xff\0\0\0\0';

/** Throws FILE_UNREADABLE where the bytes are no Arrow IPC, or their end is missing. */
export async function checkEnds(source: ByteSource): Promise<ArrowForm> {
  const { name, sizeBytes } = source;
  const head = await textAt(source, 0, magic.length);
  if (head === magic) {
    if (sizeBytes > 2 * magic.length && (await textFromEnd(source, magic.length)) === magic) {
      return 'file';
    }
  } else if (head.startsWith('\xff\xff\xff\xff')) {
    if ((await textFromEnd(source, endOfStream.length)) === endOfStream) return 'stream';
  } else {
    const found = sizeBytes === 0 ? 'it is empty' : `it begins with ${JSON.stringify(head)}`;
    throw unreadable(
      name,
      `${name} is not an Arrow file or stream, though its name says so: ${found}.`,
    );
  }
  throw unreadable(
    name,
    `${name} begins as Arrow but its end is missing (${sizeBytes} bytes): it was cut short, perhaps while it was copied or written. Write it again.`,
  );
}

function textFromEnd(source: ByteSource, bytes: number): Promise<string> {
  return textAt(source, Math.max(0, source.sizeBytes - bytes), bytes);
}

async function textAt(source: ByteSource, begin: number, bytes: number): Promise<string> {
  const end = Math.min(begin + bytes, source.sizeBytes);
  return String.fromCharCode(...(await source.read(begin, end)));
}

function unreadable(file: string, message: string): LiveCalcError {
  return new LiveCalcError('FILE_UNREADABLE', message, { file, expected: 'Arrow IPC' });
}
