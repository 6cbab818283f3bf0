/** The folder that a result may be written to: never one that would take something else with it. */
import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { resultFormats } from '../../../contracts/config.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { checkRegularFile } from '../../../tables/node/regular-file.ts';

export const resultFileName = 'result.json';
/** The page that `livecalc report` puts beside it; with another result it would tell of a former one. */
export const reportFileName = 'report.html';

/**
 * Where a result folder really lies: a symbolic link stays, and what it leads to is replaced. Throws
 * OUTPUT_UNWRITABLE where that is the current folder, or holds it or one of the `needed` files: it
 * is replaced as a whole, and they would go with it.
 */
export async function resultTarget(folder: string, needed: readonly string[]): Promise<string> {
  const target = await followed(folder);
  const cwd = await realOrSame(process.cwd());
  if (contains(target, cwd)) {
    throw unwritable(folder, 'the current folder lies in it, and it would be replaced as a whole');
  }
  for (const file of needed) {
    if (!contains(target, await realOrSame(file))) continue;
    throw unwritable(folder, `${file} lies in it, and it would be replaced as a whole`);
  }
  return target;
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
  const own = await resultFileNames(folder);
  const foreign = names.find((name) => !own.has(name));
  if (foreign !== undefined) {
    throw unwritable(folder, `it holds ${foreign}, which is not part of the result in it`);
  }
}

/** Throws OUTPUT_UNWRITABLE; `why` follows "cannot be written:". */
export function unwritable(folder: string, why: string, cause?: unknown): LiveCalcError {
  const message = `The result folder ${folder} cannot be written: ${why}. Choose another with --out.`;
  return new LiveCalcError('OUTPUT_UNWRITABLE', message, { file: folder, found: why }, cause);
}

/** The files that a result folder can consist of, by its result.json. */
async function resultFileNames(folder: string): Promise<ReadonlySet<string>> {
  const file = path.join(folder, resultFileName);
  await checkRegularFile(file);
  try {
    const { columns } = JSON.parse(await readFile(file, 'utf8')) as { columns: { name: string }[] };
    const tables = columns.map(({ name }) => name.slice(0, name.indexOf('.')));
    const names = tables.flatMap((table) => resultFormats.map((format) => `${table}.${format}`));
    return new Set([resultFileName, reportFileName, ...names]);
  } catch (error) {
    throw unwritable(folder, `its ${resultFileName} does not describe a result`, error);
  }
}

function contains(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}

/** A link's end, also where nothing is there yet. */
async function followed(folder: string): Promise<string> {
  const link = await readlink(folder).catch(() => null);
  return await realOrSame(link === null ? folder : path.resolve(path.dirname(folder), link));
}

/** The real path as far as the path exists. */
async function realOrSame(file: string): Promise<string> {
  const real = await realpath(file).catch(() => null);
  const parent = path.dirname(file);
  if (real !== null || parent === file) return real ?? file;
  return path.join(await realOrSame(parent), path.basename(file));
}
