/** A model packed into a file of its own. */
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { PackageManifest } from '../../../contracts/package-manifest.ts';
import type { LoadedConfig } from '../../../model/load-config.ts';
import { neededFiles } from '../../../model/needed-files.ts';
import { packModel, type PackOptions } from '../../../model/package/pack-model.ts';
import type { CommandContext } from '../command-context.ts';
import { writeWholeFile } from '../write-whole-file.ts';

export interface PackedFile {
  readonly file: string;
  /** Of the package itself, as `sha256sum` gives it. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly manifest: PackageManifest;
}

/** Throws as `packModel` does, and OUTPUT_UNWRITABLE, also where `file` is one of the model's own. */
export async function packFile(
  loaded: LoadedConfig,
  file: string,
  policies: PackOptions['policies'],
  context: CommandContext,
): Promise<PackedFile> {
  await checkNoInput(file, neededFiles(loaded));
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let manifest: PackageManifest | null = null;
  await writeWholeFile(file, context, async (sink) => {
    const write = async (bytes: Uint8Array): Promise<void> => {
      hash.update(bytes);
      sizeBytes += bytes.length;
      await sink.write(bytes);
    };
    manifest = await packModel(loaded, { ...sink, write }, { policies, signal: context.signal });
  });
  return { file, sha256: hash.digest('hex'), sizeBytes, manifest: manifest! };
}

async function checkNoInput(file: string, inputs: readonly string[]): Promise<void> {
  const target = await realpath(file).catch(() => null);
  for (const input of inputs) {
    if (target === null || target !== (await realpath(input).catch(() => null))) continue;
    const message = `The package cannot be written to ${file}: that is a file of the model. Choose another with --out.`;
    throw new LiveCalcError('OUTPUT_UNWRITABLE', message, { file, found: 'a file of the model' });
  }
}
