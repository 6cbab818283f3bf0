import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ByteSource } from '../byte-source.ts';
import { checkRegularFile } from './regular-file.ts';

/**
 * Opens a file for reading; whoever opens it disposes of it. `displayName` is what messages call it,
 * `advice` the last sentence where there is no such file.
 *
 * Throws FILE_NOT_FOUND where it is not there or may not be opened, FILE_UNREADABLE for anything
 * but a regular file; its `read` throws FILE_UNREADABLE where the disk fails or the file has become shorter.
 */
export async function openFile(
  path: string,
  displayName: string = path,
  advice = '',
): Promise<ByteSource & AsyncDisposable> {
  await checkRegularFile(path, displayName);
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw notFound(path, displayName, advice, cause);
  });
  const { size: sizeBytes } = await handle.stat();
  return {
    name: displayName,
    sizeBytes,
    read: (begin, end) => readFully(handle, displayName, begin, end),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function readFully(
  handle: FileHandle,
  name: string,
  begin: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(end - begin);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle
      .read(bytes, filled, bytes.length - filled, begin + filled)
      .catch((cause: unknown) => {
        throw unreadable(name, 'could not be read from the disk', cause);
      });
    if (bytesRead === 0) throw unreadable(name, 'became shorter while it was read');
    filled += bytesRead;
  }
  return bytes;
}

function notFound(path: string, name: string, advice: string, cause: unknown): LiveCalcError {
  const full = resolve(path);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const message =
    code === 'ENOENT' || code === 'ENOTDIR'
      ? `There is no file ${name}: looked for ${basename(full)} in ${dirname(full)}. ${advice}`.trimEnd()
      : `The file ${name} in ${dirname(full)} could not be opened (${code}). Check that it may be read.`;
  return new LiveCalcError('FILE_NOT_FOUND', message, { file: name }, cause);
}

function unreadable(name: string, fault: string, cause?: unknown): LiveCalcError {
  return new LiveCalcError('FILE_UNREADABLE', `${name} ${fault}.`, { file: name }, cause);
}
