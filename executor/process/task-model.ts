/** The model of a task: its files are assets, stored under their hashes. */
import { existsSync } from 'node:fs';
import { LiveCalcError } from '../../contracts/errors.ts';
import { referencePath, type Model } from '../../model/model.ts';
import { fileReferences } from '../../model/needed-files.ts';
import type { AssetFile, RunTask } from '../executor.ts';

/** Messages name files as the user does; where they are stored is nobody's business (I8). */
export function taskModel({ config, assets }: Pick<RunTask, 'config' | 'assets'>): Model {
  return {
    config,
    pathOf: (reference) => assetOf(assets, reference).file,
    nameOf: referencePath,
    adviceFor: () => '',
  };
}

/**
 * Throws ASSET_MISSING naming the first file of the configuration that is not there, and CONFIG_INVALID
 * where a sensitivity is wrong.
 */
export function checkAssets({ config, assets }: RunTask): void {
  for (const reference of fileReferences(config)) {
    const { sha256, file } = assetOf(assets, reference);
    if (!existsSync(file)) throw missingAsset(referencePath(reference), sha256);
  }
}

function assetOf(assets: RunTask['assets'], reference: string): AssetFile {
  const path = referencePath(reference);
  const asset = assets.get(path);
  if (asset === undefined) throw missingAsset(path);
  return asset;
}

function missingAsset(path: string, sha256?: string): LiveCalcError {
  const message =
    `The configuration names ${path}, and no asset of that path came with the model or is stored ` +
    'here. Upload it, or send the package with it included.';
  return new LiveCalcError('ASSET_MISSING', message, {
    file: path,
    ...(sha256 !== undefined && { missing: [{ path, sha256 }] }),
  });
}
