/** The model that a command names: a configuration's folder as it is, or a package unpacked meanwhile. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { checkEnginePins } from '../../../model/engine-pins.ts';
import type { AssumptionPin } from '../../../contracts/assumption-pin.ts';
import { modelOfText, type LoadedConfig } from '../../../model/load-config.ts';
import { withAssumptions, type Resolving } from '../../../model/with-assumptions.ts';
import { openPackage } from '../../../model/package/open-package.ts';
import type { CommandContext } from '../command-context.ts';
import { loadModel, resolverOf } from '../load-model.ts';
import { overrideAssignments, typedPaths, type OverrideFlags } from '../overrides.ts';
import { givenFiles } from './given-files.ts';
import { unpackFiles } from './unpack-files.ts';

const packageEnding = '.lcpkg';
const howToGive =
  'Give the portfolio with --policies FILE; where more than one is missing, make a folder with livecalc ' +
  'unpack --with FILE; or pack the model with its policies.';

export interface OpenModel extends AsyncDisposable {
  readonly loaded: LoadedConfig;
}

/**
 * Whoever opens it disposes of it. Of a package every hash and every engine is checked, and results
 * go where they would from a configuration in the current folder. Throws as `loadConfig` does, and
 * as `openPackage` and `checkEnginePins` do.
 */
export async function openModel(
  config: string,
  flags: OverrideFlags,
  context: CommandContext,
  pins?: readonly AssumptionPin[],
): Promise<OpenModel> {
  const resolver = resolverOf(context);
  const resolving = pins === undefined ? { resolver } : { resolver, pins };
  if (path.extname(config) === packageEnding) {
    return await openPackedModel(config, flags, context, resolving);
  }
  const loaded = await loadModel(config, flags, context, resolving);
  return { loaded, [Symbol.asyncDispose]: () => Promise.resolve() };
}

async function openPackedModel(
  file: string,
  flags: OverrideFlags,
  context: CommandContext,
  resolving: Resolving,
): Promise<OpenModel> {
  const { signal } = context;
  await using opened = await openPackage(file);
  await checkEnginePins(opened.manifest.engines);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-package-'));
  const release = context.holdTemporary({ path: folder, target: folder });
  const remove = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    release();
  };
  try {
    const given = await givenFiles(typedPaths(flags), signal);
    await unpackFiles(folder, { opened, name: file, given, howToGive, signal });
    const assignments = overrideAssignments(flags, folder);
    const model = modelOfText(opened.configText, { file, folder }, assignments, typedPaths(flags));
    // Credentials and results are where they would be for a configuration in the current folder.
    // What a package brings gets no credentials (I8), so the model keeps nobody who has them.
    const { resolver: _, ...loaded } = await withAssumptions(
      { ...model, folder: process.cwd() },
      resolving,
    );
    return { loaded, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
