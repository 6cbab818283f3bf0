/**
 * A folder appears whole or not at all: its files are written into a temporary sibling, flushed to
 * disk, and renamed.
 */
import { renameSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { CommandContext } from '../command-context.ts';
import { previousOf } from '../thread-messages.ts';
import { unwritable } from './folder-target.ts';
import { sweepLeftovers, temporaryPath } from './leftovers.ts';
import { makeFolder } from './make-folder.ts';

export interface FolderToWrite {
  readonly folder: string;
  /** Throws OUTPUT_UNWRITABLE where what is there now must stay. */
  readonly checkReplaceable: (folder: string) => Promise<void>;
}

/** `fill` writes the files into the folder that it is given. Throws OUTPUT_UNWRITABLE, CANCELLED. */
export async function writeWholeFolder(
  { folder, checkReplaceable }: FolderToWrite,
  context: CommandContext,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = temporaryPath(folder);
  const release = context.holdTemporary({ path: temporary, target: folder });
  try {
    sweepLeftovers(folder);
    await checkReplaceable(folder);
    await makeFolder(temporary);
    await fill(temporary);
    context.signal.throwIfAborted();
    replaceFolder(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof LiveCalcError || code === undefined) throw error;
    throw unwritable(folder, `writing failed (${code})`, error);
  } finally {
    release();
  }
}

/** So that a folder that is there after a loss of power has its bytes too. */
export async function flushToDisk(file: string): Promise<void> {
  await using handle = await open(file, 'r+');
  await handle.sync();
}

/**
 * Two renames. Where the program is terminated between them, `Temporaries.remove` puts the older
 * folder back.
 */
function replaceFolder(temporary: string, folder: string): void {
  const previous = previousOf(temporary);
  let isReplacing = true;
  try {
    renameSync(folder, previous);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    isReplacing = false;
  }
  try {
    renameSync(temporary, folder);
  } catch (error) {
    if (isReplacing) renameSync(previous, folder);
    throw error;
  }
  rmSync(previous, { recursive: true, force: true });
}
