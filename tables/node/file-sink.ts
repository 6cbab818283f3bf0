import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ByteSink } from '../byte-sink.ts';

/**
 * A sink into a file. Until `close` the bytes lie beside it under `PATH.partial`, so that a file of
 * that name is always whole. `abort` removes them; a file that was there before stays. After either,
 * `close` and `abort` do nothing.
 *
 * Every method throws OUTPUT_UNWRITABLE where the disk refuses.
 */
export function createFileSink(path: string): ByteSink {
  const partialPath = `${path}.partial`;
  let handle: FileHandle | undefined;
  let isDone = false;
  const opened = async (): Promise<FileHandle> => (handle ??= await open(partialPath, 'w'));
  const closeHandle = async (): Promise<void> => {
    const closing = handle;
    handle = undefined;
    await closing?.close();
  };
  return {
    write: (bytes) => asUnwritable(path, async () => writeFully(await opened(), bytes)),
    close: () =>
      asUnwritable(path, async () => {
        if (isDone) return;
        await opened();
        await closeHandle();
        await rename(partialPath, path);
        isDone = true;
      }),
    abort: () =>
      asUnwritable(path, async () => {
        await closeHandle();
        await rm(partialPath, { force: true });
        isDone = true;
      }),
  };
}

async function writeFully(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.byteLength) {
    written += (await handle.write(bytes, written, bytes.byteLength - written)).bytesWritten;
  }
}

async function asUnwritable(path: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The file ${path} could not be written: ${reason}. Check the folder and the space left on the disk.`;
    throw new LiveCalcError('OUTPUT_UNWRITABLE', message, { file: path }, cause);
  }
}
