/**
 * A result folder appears whole or not at all: tables and result.json are written into a temporary
 * sibling, flushed to disk, and renamed.
 */
import { randomUUID } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { mkdir, open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { resultFormats, type ResultFormat } from '../../../contracts/config.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import type { Table } from '../../../contracts/table.ts';
import type { CommandContext } from '../command-context.ts';
import { previousOf } from '../thread-messages.ts';
import { writeTableFile } from '../write-table-file.ts';

export const resultFileName = 'result.json';

/** What goes into a folder; `describe` is called once the tables are written. */
export interface ResultFolderContent {
  readonly tables: readonly Table[];
  readonly format: ResultFormat;
  readonly describe: () => RunResult;
}

/**
 * Throws OUTPUT_UNWRITABLE where `folder` is something other than a result folder or an empty
 * folder: nothing that LiveCalc did not write is ever replaced.
 */
export async function checkReplaceable(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw unwritable(folder, `it is not a folder that can be read (${error.code})`, error);
  });
  if (names.length === 0) return;
  if (!names.includes(resultFileName)) {
    throw unwritable(
      folder,
      `it holds ${names[0]} but no ${resultFileName}, so it is not a result`,
    );
  }
  const own = await resultFileNames(path.join(folder, resultFileName));
  const foreign = names.find((name) => !own.has(name));
  if (foreign !== undefined) {
    throw unwritable(folder, `it holds ${foreign}, which is not part of the result in it`);
  }
}

/** The files that a result folder can consist of, by its result.json. */
async function resultFileNames(file: string): Promise<ReadonlySet<string>> {
  const text = await readFile(file, 'utf8');
  const tables = [...text.matchAll(/"name":\s*"([a-z0-9_-]+)\./g)].map(([, table]) => table!);
  const names = tables.flatMap((table) => resultFormats.map((format) => `${table}.${format}`));
  return new Set([resultFileName, ...names]);
}

/** Writes the folder; resolves to the names of its files. Throws OUTPUT_UNWRITABLE, CANCELLED. */
export async function writeResultFolder(
  folder: string,
  content: ResultFolderContent,
  context: CommandContext,
): Promise<readonly string[]> {
  await checkReplaceable(folder);
  const temporary = `${folder}.${randomUUID()}.partial`;
  const release = context.holdTemporary({ path: temporary, target: folder });
  try {
    await mkdir(temporary, { recursive: true });
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

function unwritable(folder: string, why: string, cause?: unknown): LiveCalcError {
  const message = `The result folder ${folder} cannot be written: ${why}. Choose another with --out.`;
  return new LiveCalcError('OUTPUT_UNWRITABLE', message, { file: folder, found: why }, cause);
}
