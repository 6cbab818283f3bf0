/**
 * A result folder appears whole or not at all: tables and result.json are written into a temporary
 * sibling, flushed to disk, and renamed.
 */
import { renameSync, rmSync } from 'node:fs';
import { open, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ResultFormat } from '../../../contracts/config.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import type { Table } from '../../../contracts/table.ts';
import type { CommandContext } from '../command-context.ts';
import { previousOf } from '../thread-messages.ts';
import { writeTableFile } from '../write-table-file.ts';
import { sweepLeftovers, temporaryPath } from './leftovers.ts';
import { makeFolder } from './make-folder.ts';
import { checkReplaceable, resultFileName, unwritable } from './result-target.ts';

/** What goes into a folder; `describe` is called once the tables are written. */
export interface ResultFolderContent {
  readonly tables: readonly Table[];
  readonly format: ResultFormat;
  readonly describe: () => RunResult;
}

/** Writes the folder; resolves to the names of its files. Throws OUTPUT_UNWRITABLE, CANCELLED. */
export async function writeResultFolder(
  folder: string,
  content: ResultFolderContent,
  context: CommandContext,
): Promise<readonly string[]> {
  const temporary = temporaryPath(folder);
  const release = context.holdTemporary({ path: temporary, target: folder });
  try {
    sweepLeftovers(folder);
    await checkReplaceable(folder);
    await makeFolder(temporary);
    const files = await writeFiles(temporary, content, context);
    context.signal.throwIfAborted();
    replaceFolder(temporary, folder);
    return files;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof LiveCalcError || code === undefined) throw error;
    throw unwritable(folder, `writing failed (${code})`, error);
  } finally {
    release();
  }
}

async function writeFiles(
  folder: string,
  { tables, format, describe }: ResultFolderContent,
  context: CommandContext,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const table of tables) {
    const name = `${table.name}.${format}`;
    await writeTableFile(path.join(folder, name), table, format, context);
    names.push(name);
  }
  await writeFile(path.join(folder, resultFileName), `${JSON.stringify(describe(), null, 2)}\n`);
  names.push(resultFileName);
  for (const name of names) await flushToDisk(path.join(folder, name));
  return names;
}

async function flushToDisk(file: string): Promise<void> {
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
