/** Files that a process writes for the server: hashed on the way, whole or not there. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import { createNodeSha256 } from '../../runtime/node/node-sha256.ts';
import type { ByteSink } from '../../tables/byte-sink.ts';
import { createFileSink } from '../../tables/node/file-sink.ts';

/**
 * Writes a file by a function that fills and closes a sink. `what` is its name for people: where it lies
 * is nobody's business. Throws what the function throws, and STORAGE_FULL.
 */
export async function storeFile(
  file: string,
  what: string,
  fill: (sink: ByteSink) => Promise<void>,
): Promise<ObjectRef> {
  const sha256 = createNodeSha256();
  let sizeBytes = 0;
  const sink = createFileSink(file);
  const hashing: ByteSink = {
    ...sink,
    write: (bytes) => {
      sha256.update(bytes);
      sizeBytes += bytes.byteLength;
      return sink.write(bytes);
    },
  };
  try {
    await fill(hashing);
  } catch (error) {
    throw withoutPlace(what, error);
  }
  return { sha256: sha256.digest(), sizeBytes };
}

/** Stores bytes as they are; null for none. Throws STORAGE_FULL. */
export async function storeBytes(
  file: string,
  what: string,
  bytes: Uint8Array | null,
): Promise<ObjectRef | null> {
  if (bytes === null || bytes.length === 0) return null;
  return await storeFile(file, what, async (sink) => {
    await sink.write(bytes);
    await sink.close();
  });
}

/** The sink's message names a folder of the server. */
function withoutPlace(what: string, error: unknown): unknown {
  if (!(error instanceof LiveCalcError) || error.code !== 'OUTPUT_UNWRITABLE') return error;
  const code = (error.cause as NodeJS.ErrnoException | undefined)?.code ?? 'unknown reason';
  const message = `${what} could not be stored (${code}): the server's disk takes no more. Try again later.`;
  return new LiveCalcError('STORAGE_FULL', message, { found: code }, error);
}
