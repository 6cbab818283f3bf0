/** An outcome as files: how it leaves another process. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runResultSchema } from '../../contracts/run-result.ts';
import { createFileSink } from '../../tables/node/file-sink.ts';
import { openFile } from '../../tables/node/file-source.ts';
import { readTable } from '../../tables/read-table.ts';
import { writeTable } from '../../tables/write-table.ts';
import type { Outcome } from './outcome.ts';

const resultFile = 'result.json';
const namesFile = 'tables.json';

/** Makes the folder where it is not there. */
export async function writeOutcome(folder: string, { result, tables }: Outcome): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const table of tables) {
    await writeTable(table, 'arrow', createFileSink(path.join(folder, `${table.name}.arrow`)));
  }
  await writeFile(path.join(folder, namesFile), JSON.stringify(tables.map(({ name }) => name)));
  await writeFile(path.join(folder, resultFile), JSON.stringify(result));
}

export async function readOutcome(folder: string): Promise<Outcome> {
  const json = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(path.join(folder, file), 'utf8'));
  const names = (await json(namesFile)) as readonly string[];
  const tables = await Promise.all(
    names.map(async (name) => {
      await using source = await openFile(path.join(folder, `${name}.arrow`), `${name}.arrow`);
      return await readTable(source);
    }),
  );
  return { result: runResultSchema.parse(await json(resultFile)), tables };
}
