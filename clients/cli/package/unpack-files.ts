/** The files of a package, as a folder that is a model again. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  configName,
  manifestName,
  type PackageAsset,
} from '../../../contracts/package-manifest.ts';
import { assetsMissing } from '../../../model/package/package-error.ts';
import type { OpenPackage } from '../../../model/package/open-package.ts';
import { throwIfCancelled } from '../../../tables/cancellation.ts';
import { flushToDisk } from '../whole-folder/write-whole-folder.ts';
import type { GivenFiles } from './given-files.ts';

export interface Unpacking {
  readonly opened: OpenPackage;
  /** What messages call the package. */
  readonly name: string;
  /** Files for what was left out of it. */
  readonly given: GivenFiles;
  /** How more of them are given: a sentence. */
  readonly howToGive: string;
  readonly signal: AbortSignal;
}

/**
 * Writes manifest, configuration and every asset into an empty folder. Throws ASSET_MISSING before
 * anything is written; ASSET_CHANGED, PACKAGE_INVALID, CANCELLED, and what the disk throws.
 */
export async function unpackFiles(folder: string, unpacking: Unpacking): Promise<void> {
  const { opened, name, given, howToGive } = unpacking;
  const { assets } = opened.manifest;
  const missing = assets.filter((asset) => !asset.included && !given.has(asset));
  if (missing.length > 0) {
    const others = given.words === '' ? '' : `What was given is another file: ${given.words}. `;
    throw assetsMissing(name, missing, others + howToGive);
  }
  await writeWhole(folder, manifestName, [`${JSON.stringify(opened.manifest, null, 2)}\n`]);
  await writeWhole(folder, configName, [opened.configText]);
  for (const asset of assets) await writeWhole(folder, asset.path, bytesOf(asset, unpacking));
}

async function* bytesOf(asset: PackageAsset, unpacking: Unpacking): AsyncGenerator<Uint8Array> {
  const { opened, given, signal } = unpacking;
  for await (const piece of asset.included ? opened.read(asset) : given.read(asset)) {
    throwIfCancelled(signal);
    yield piece;
  }
}

async function writeWhole(
  folder: string,
  assetPath: string,
  content: AsyncIterable<Uint8Array> | readonly string[],
): Promise<void> {
  const file = path.join(folder, ...assetPath.split('/'));
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content, { flag: 'wx' });
  await flushToDisk(file);
}
