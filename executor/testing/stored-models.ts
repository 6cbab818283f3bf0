/** Models whose files are stored by their hash, as intake leaves them, in a temporary data folder. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseConfigObject } from '../../contracts/parse-config.ts';
import { loadConfig } from '../../model/load-config.ts';
import { folderModel, referencePath } from '../../model/model.ts';
import { fileReferences } from '../../model/needed-files.ts';
import type { AssetFile, RunTask } from '../executor.ts';

/** Texts or bytes by path, in place of the folder's file of that path. */
type Files = Readonly<Record<string, string | Uint8Array>>;

export class StoredModels {
  readonly dataFolder: string = mkdtempSync(path.join(os.tmpdir(), 'livecalc-worker-'));

  /** The task of the model in a folder, with keys of its configuration changed. */
  async task(
    folder: string,
    changes: object = {},
    { files = {}, ...others }: Partial<RunTask> & { files?: Files } = {},
  ): Promise<RunTask> {
    const loaded = await loadConfig(folder);
    const config = parseConfigObject({ ...loaded.config, ...changes }, 'the test');
    const { pathOf } = folderModel(config, loaded.folder);
    const assets = new Map<string, AssetFile>();
    for (const reference of fileReferences(config)) {
      const name = referencePath(reference);
      assets.set(name, this.store(files[name] ?? readFileSync(pathOf(reference))));
    }
    const resultFolder = path.join(this.dataFolder, randomUUID());
    mkdirSync(resultFolder);
    const bringsCode = Object.keys(config.engines).length > 0;
    return { tenant: 'acme', config, assets, engines: {}, resultFolder, bringsCode, ...others };
  }

  store(content: string | Uint8Array): AssetFile {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const file = path.join(this.dataFolder, sha256);
    // Somebody may be reading it.
    if (!existsSync(file)) writeFileSync(file, content);
    return { sha256, file };
  }

  [Symbol.dispose](): void {
    rmSync(this.dataFolder, { recursive: true, force: true });
  }
}
