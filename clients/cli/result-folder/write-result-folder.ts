/** Writes a result folder: a file for each table, result.json and execution.json. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ResultFormat } from '../../../contracts/config.ts';
import { executionFileName, type ExecutionRecord } from '../../../contracts/execution-record.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import type { Table } from '../../../contracts/table.ts';
import type { CommandContext } from '../command-context.ts';
import { writeTableFile } from '../write-table-file.ts';
import { flushToDisk, writeWholeFolder } from '../whole-folder/write-whole-folder.ts';
import { checkReplaceable, resultFileName } from './result-target.ts';

/** What goes into a folder; `describe`, then `record`, are called once the tables are written. */
export interface ResultFolderContent {
  readonly tables: readonly Table[];
  readonly format: ResultFormat;
  readonly describe: () => RunResult;
  /** Null, or absent, where nothing is known of how the run went. */
  readonly record?: () => ExecutionRecord | null;
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
  { tables, format, describe, record }: ResultFolderContent,
  context: CommandContext,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const table of tables) {
    const name = `${table.name}.${format}`;
    await writeTableFile(path.join(folder, name), table, format, context);
    names.push(name);
  }
  const writeJson = async (name: string, value: object): Promise<void> => {
    await writeFile(path.join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
    names.push(name);
  };
  await writeJson(resultFileName, describe());
  const known = record?.() ?? null;
  if (known !== null) await writeJson(executionFileName, known);
  for (const name of names) await flushToDisk(path.join(folder, name));
  return names;
}
