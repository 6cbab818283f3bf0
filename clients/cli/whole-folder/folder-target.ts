/** Where a folder may be written as a whole: never where it would take something else with it. */
import { readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { LiveCalcError } from '../../../contracts/errors.ts';

/**
 * Where a folder that is to be written really lies: a symbolic link stays, and what it leads to is replaced. Throws
 * OUTPUT_UNWRITABLE where that is the current folder, or holds it or one of the `needed` files: it
 * is replaced as a whole, and they would go with it.
 */
export async function folderTarget(folder: string, needed: readonly string[]): Promise<string> {
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

/** Throws OUTPUT_UNWRITABLE; `why` follows "cannot be written:". */
export function unwritable(folder: string, why: string, cause?: unknown): LiveCalcError {
  const message = `The folder ${folder} cannot be written: ${why}. Choose another with --out.`;
  return new LiveCalcError('OUTPUT_UNWRITABLE', message, { file: folder, found: why }, cause);
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
