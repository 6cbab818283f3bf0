/** The folder that a result may be written to: never one that would take something else with it. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { resultFormats } from '../../../contracts/config.ts';
import { executionFileName } from '../../../contracts/execution-record.ts';
import { checkRegularFile } from '../../../tables/node/regular-file.ts';
import { unwritable } from '../whole-folder/folder-target.ts';

export const resultFileName = 'result.json';
/** The page that `livecalc report` puts beside it; with another result it would tell of a former one. */
export const reportFileName = 'report.html';

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
  const own = await resultFileNames(folder);
  const foreign = names.find((name) => !own.has(name));
  if (foreign !== undefined) {
    throw unwritable(folder, `it holds ${foreign}, which is not part of the result in it`);
  }
}

/** The files that a result folder can consist of, by its result.json. */
async function resultFileNames(folder: string): Promise<ReadonlySet<string>> {
  const file = path.join(folder, resultFileName);
  await checkRegularFile(file);
  try {
    const { columns } = JSON.parse(await readFile(file, 'utf8')) as { columns: { name: string }[] };
    const tables = columns.map(({ name }) => name.slice(0, name.indexOf('.')));
    const names = tables.flatMap((table) => resultFormats.map((format) => `${table}.${format}`));
    return new Set([resultFileName, executionFileName, reportFileName, ...names]);
  } catch (error) {
    throw unwritable(folder, `its ${resultFileName} does not describe a result`, error);
  }
}
