import path from 'node:path';
import type { ByteSink } from '../../tables/byte-sink.ts';
import { createFileSink } from '../../tables/node/file-sink.ts';
import type { CommandContext } from './command-context.ts';

/** Writes a file whole or not at all. Throws OUTPUT_UNWRITABLE, and what `write` throws. */
export async function writeWholeFile(
  file: string,
  context: CommandContext,
  write: (sink: ByteSink) => Promise<void>,
): Promise<void> {
  const sink = createFileSink(file);
  const release = context.holdTemporary({
    path: path.resolve(`${file}.partial`),
    target: path.resolve(file),
  });
  try {
    await write(sink);
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  } finally {
    release();
  }
}
