/** The entries of a zip and their bytes. yauzl reads the structure; nothing it says is trusted further. */
import { Readable, pipeline } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ByteSource } from '../../tables/byte-source.ts';
import { refused } from './package-error.ts';

const pieceBytes = 256 * 1024;
/** Of all entries together, names and what else is said of them: it is held in memory. */
const maxDirectoryBytes = 16 * 2 ** 20;
const stored = 0;
const deflated = 8;

export interface OpenZip {
  readonly entries: readonly ZipEntry[];
  /** Of an entry, unpacked, in pieces: as many as there are, whatever the zip says of their number. */
  bytes(entry: ZipEntry): AsyncGenerator<Uint8Array>;
}

export interface ZipEntry {
  /** As it stands in the zip, undecoded. */
  readonly rawPath: Uint8Array;
  /** What the entry takes up in the zip. */
  readonly packedBytes: number;
  /** Of Unix: kind of file and permissions, or 0. */
  readonly mode: number;
  readonly isEncrypted: boolean;
  readonly method: number;
}

/** Throws PACKAGE_INVALID, TOO_MANY_FILES where there are more than `maxEntries`. */
export async function openZip(source: ByteSource, maxEntries: number): Promise<OpenZip> {
  const entries = new Map<ZipEntry, Entry>();
  const zip = await orRefused(source, () => fromRandomAccessReaderPromise(...readerOf(source)));
  if (zip.entryCount > maxEntries) {
    const counts = { found: String(zip.entryCount), expected: `at most ${maxEntries}` };
    throw refused('TOO_MANY_FILES', source.name, 'it has too many files', counts);
  }
  await orRefused(source, async () => {
    let directoryBytes = 0;
    for await (const entry of zip.eachEntry()) {
      directoryBytes += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
      if (directoryBytes > maxDirectoryBytes) throw directoryTooLarge(source.name);
      entries.set(asZipEntry(entry), entry);
    }
  });
  return {
    entries: [...entries.keys()],
    bytes: (entry) => unpacked(source, zip, entries.get(entry)!),
  };
}

function directoryTooLarge(name: string): LiveCalcError {
  const words = { found: 'more', expected: `at most ${maxDirectoryBytes} bytes` };
  return refused('PACKAGE_INVALID', name, 'its list of files is too long', words);
}

function readerOf(source: ByteSource): Parameters<typeof fromRandomAccessReaderPromise> {
  const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false };
  return [new SourceReader(source), source.sizeBytes, options];
}

/** yauzl asks for whatever place a zip names; what lies outside the source is an error, not a throw. */
class SourceReader extends RandomAccessReader {
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    if (position + length > this.#source.sizeBytes) {
      queueMicrotask(() => callback(new Error('it ends before what its directory names')));
      return;
    }
    this.#source.read(position, position + length).then((bytes) => {
      buffer.set(bytes, offset);
      callback(null);
    }, callback);
  }

  override _readStreamForRange(): Readable {
    throw new Error('Bytes of entries are read from the source itself.');
  }
}

function asZipEntry(entry: Entry): ZipEntry {
  return {
    rawPath: entry.fileNameRaw,
    packedBytes: entry.compressedSize,
    mode: entry.externalFileAttributes >>> 16,
    isEncrypted: entry.isEncrypted(),
    method: entry.compressionMethod,
  };
}

async function* unpacked(
  source: ByteSource,
  zip: ZipFile,
  entry: Entry,
): AsyncGenerator<Uint8Array> {
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const packed = range(source, fileDataStart, fileDataStart + entry.compressedSize);
    if (entry.compressionMethod === stored) yield* packed;
    else yield* inflated(packed);
  } catch (error) {
    throw asRefused(source, error);
  }
}

async function* range(source: ByteSource, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let begin = from; begin < to; begin += pieceBytes) {
    yield await source.read(begin, Math.min(begin + pieceBytes, to));
  }
}

async function* inflated(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: pieceBytes });
  // What fails before it fails what comes after it; whoever stops reading stops both.
  pipeline(Readable.from(packed), inflate, () => {});
  for await (const piece of inflate) yield piece as Buffer;
}

/** Throws PACKAGE_INVALID for an entry whose bytes cannot be read. */
export function checkReadable(entry: ZipEntry, path: string, name: string): void {
  if (entry.isEncrypted) {
    const words = { found: 'an encrypted entry', expected: 'entries that are not' };
    throw refused('PACKAGE_INVALID', name, `${path} cannot be read`, words);
  }
  if (entry.method !== stored && entry.method !== deflated) {
    const words = { found: `compression method ${entry.method}`, expected: '0 (stored)' };
    throw refused('PACKAGE_INVALID', name, `${path} cannot be unpacked`, words);
  }
}

async function orRefused<T>(source: ByteSource, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw asRefused(source, error);
  }
}

/** The one place where errors of yauzl and zlib become ours. */
function asRefused({ name }: ByteSource, error: unknown): unknown {
  if (error instanceof LiveCalcError || !(error instanceof Error)) return error;
  const words = { found: error.message.replace(/\.$/, ''), expected: 'a whole zip file' };
  return refused('PACKAGE_INVALID', name, 'it cannot be read as a zip', words, error);
}
