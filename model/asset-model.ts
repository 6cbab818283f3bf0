/** A model whose files lie anywhere: in an asset store, or where a package was unpacked to. */
import type { RunConfig } from '../contracts/config.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import { referencePath, type Model } from './model.ts';

/**
 * The model of a configuration whose references are paths of assets; `files` tells the absolute file
 * of each. `pathOf` throws ASSET_MISSING for a path that is not among them.
 */
export function assetModel(config: RunConfig, files: ReadonlyMap<string, string>): Model {
  return {
    config,
    pathOf: (reference) => files.get(referencePath(reference)) ?? missing(reference, files),
    nameOf: referencePath,
    adviceFor: () => 'It was there when the run was submitted.',
  };
}

function missing(reference: string, files: ReadonlyMap<string, string>): never {
  const found = referencePath(reference);
  const expected = [...files.keys()].join(', ') || 'no file at all';
  throw new LiveCalcError(
    'ASSET_MISSING',
    `The configuration names ${found}, which did not come with it; what came is ${expected}. ` +
      'Send the file under the path that the configuration gives it.',
    { file: found, found, expected },
  );
}
