/** errors.csv: what `livecalc check` found, of its last run alone. */
import { open, rm, stat } from 'node:fs/promises';
import { problemsHeader, problemsTable } from '../../tables/inputs/check-inputs.ts';
import type { Problem } from '../../tables/problem.ts';
import type { CommandContext } from './command-context.ts';
import { writeTableFile } from './write-table-file.ts';

/** Writes the problems or, where there are none, removes those of an earlier check. */
export async function updateErrorsFile(
  file: string,
  problems: readonly Problem[],
  context: CommandContext,
): Promise<void> {
  if (problems.length > 0) {
    await writeTableFile(file, problemsTable(problems), 'csv', context);
  } else if (await isErrorsFile(file)) await rm(file, { force: true });
}

/** By its header: a file that something else wrote is left alone. */
async function isErrorsFile(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => null);
  if (stats?.isFile() !== true) return false;
  await using handle = await open(file, 'r');
  const expected = Buffer.from(`${problemsHeader}\n`);
  const found = Buffer.alloc(expected.length);
  await handle.read(found, 0, found.length, 0);
  return found.equals(expected);
}
