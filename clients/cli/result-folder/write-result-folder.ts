/** Writes a result folder: a file for each table, and result.json. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ResultFormat } from '../../../contracts/config.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import type { Table } from '../../../contracts/table.ts';
import type { CommandContext } from '../command-context.ts';
import { writeTableFile } from '../write-table-file.ts';
import { flushToDisk, writeWholeFolder } from '../whole-folder/write-whole-folder.ts';
import { checkReplaceable, resultFileName } from './result-target.ts';

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
  let files: readonly string[] = [];
  await writeWholeFolder({ folder, checkReplaceable }, context, async (temporary) => {
    files = await writeFiles(temporary, content, context);
  });
  return files;
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
