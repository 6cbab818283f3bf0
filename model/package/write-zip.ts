/** A zip whose bytes follow from its entries alone: stored, one time and one mode for all. */
import { type PassThrough, Readable } from 'node:stream';
import { ZipFile, type ReadStreamOptions } from 'yazl';

export interface EntryToWrite {
  readonly path: string;
  readonly sizeBytes: number;
  /** Exactly `sizeBytes`, in pieces; called when it is the entry's turn. */
  readonly read: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** What every entry says of itself. */
function sameForAll(): Partial<ReadStreamOptions> {
  return {
    compress: false,
    // A zip knows local times only: noon of this day is one in every time zone.
    mtime: new Date(1980, 0, 1, 12),
    // Otherwise a time in UTC is written too, which would tell the time zone.
    forceDosTimestamp: true,
    mode: 0o100_644,
  };
}

/** The zip in pieces; the entries are read as it is. Throws what reading them throws. */
export async function* writeZip(entries: readonly EntryToWrite[]): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const output = zip.outputStream as PassThrough;
  const fail = (error: Error): void => void output.destroy(error);
  let current: Readable | undefined;
  zip.on('error', fail);
  output.once('close', () => current?.destroy());
  for (const { path, sizeBytes, read } of entries) {
    zip.addReadStreamLazy(path, { ...sameForAll(), size: sizeBytes }, (deliver) => {
      // yazl does not hear of what fails in a stream that it was given.
      current = Readable.from(read(), { objectMode: false }).on('error', fail);
      deliver(null, current);
    });
  }
  zip.end();
  for await (const piece of output) yield piece as Buffer;
}
