/** The folder that a package may be unpacked to: never one where something else would be lost. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { LiveCalcError } from '../../../contracts/errors.ts';
import {
  configName,
  manifestName,
  type PackageManifest,
} from '../../../contracts/package-manifest.ts';
import { identifyFile, type FileIdentity } from '../../../model/package/file-bytes.ts';
import { parseManifest } from '../../../model/package/read-manifest.ts';
import { checkRegularFile } from '../../../tables/node/regular-file.ts';
import { unwritable } from '../whole-folder/folder-target.ts';

/**
 * Throws OUTPUT_UNWRITABLE where `folder` is there and is neither empty nor an earlier unpack in
 * which no file was changed or added since: that is replaced as a whole.
 */
export async function checkUnpackable(folder: string): Promise<void> {
  const names = await fileNames(folder);
  if (names.length === 0) return;
  if (!names.includes(manifestName)) {
    throw unwritable(
      folder,
      `it holds ${names[0]} but no ${manifestName}, so it is not an unpacked package`,
    );
  }
  const { config, assets } = await manifestOf(folder);
  const known = new Map<string, FileIdentity>(assets.map((asset) => [asset.path, asset]));
  known.set(configName, config);
  for (const name of names.filter((one) => one !== manifestName)) {
    const before = known.get(name);
    if (before === undefined) {
      throw unwritable(folder, `it holds ${name}, which is not part of the package in it`);
    }
    const now = await identifyFile({ file: path.join(folder, ...name.split('/')) });
    if (now.sha256 === before.sha256) continue;
    throw unwritable(folder, `${name} was changed since the package in it was unpacked`);
  }
}

/** Of all files in it and in its folders, with `/` between the parts. */
async function fileNames(folder: string): Promise<readonly string[]> {
  try {
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    return found
      .filter((entry) => !entry.isDirectory())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .map((name) => name.replaceAll(path.sep, '/'))
      .toSorted();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw unwritable(folder, `it is not a folder that can be read (${code})`, error);
  }
}

async function manifestOf(folder: string): Promise<PackageManifest> {
  const file = path.join(folder, manifestName);
  try {
    await checkRegularFile(file);
    return parseManifest(await readFile(file, 'utf8'), file, Infinity);
  } catch (error) {
    if (!(error instanceof LiveCalcError)) throw error;
    throw unwritable(folder, `its ${manifestName} does not describe a package`, error);
  }
}
