/** A model as it is sent to a server: the configuration, and its files by their paths. */
import { openAsBlob } from 'node:fs';
import { enginePins } from '../../../model/engine-pins.ts';
import type { LoadedConfig } from '../../../model/load-config.ts';
import { fileReferences } from '../../../model/needed-files.ts';
import { openReference } from '../../../model/open-reference.ts';
import { modelPaths } from '../../../model/package/packaged-assumptions.ts';
import { packagedConfigText } from '../../../model/package/packaged-config.ts';
import type { ModelFiles } from '../../sdk/model-files.ts';

export interface RemoteModel {
  readonly files: ModelFiles;
  /** What the user calls the file that is sent under a path. */
  readonly nameOf: (path: string) => string;
}

/** Files are read when they are sent. Throws FILE_NOT_FOUND, FILE_UNREADABLE, ENGINE_NOT_FOUND. */
export async function remoteModel(loaded: LoadedConfig): Promise<RemoteModel> {
  const { config } = loaded;
  const references = fileReferences(config);
  const pathOf = modelPaths(loaded);
  const assets = new Map<string, Blob>();
  const names = new Map<string, string>();
  for (const reference of references) {
    const file = loaded.pathOf(reference);
    names.set(pathOf(reference), loaded.nameOf(reference));
    // Says in our words what is wrong with the file.
    await using _ = await openReference(loaded, reference);
    assets.set(pathOf(reference), await openAsBlob(file));
  }
  const text = packagedConfigText(config, pathOf);
  const sent = JSON.parse(text) as Record<string, unknown>;
  return {
    files: { config: sent, assets, engines: await enginePins(config) },
    nameOf: (path) => names.get(path) ?? path,
  };
}
