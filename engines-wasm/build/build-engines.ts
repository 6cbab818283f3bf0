import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkStaticRegions, inspectEngine } from '../inspect-engine.ts';
import { compileEngine } from './compile.ts';
import { builtInEngines, sideEngines, type BuiltInEngine } from './engines.ts';
import { describeBuild, makeManifest, printManifest, type ManifestEntry } from './manifest.ts';
import { findToolchain } from './toolchain.ts';

/** Sources of the engines: a folder per engine, and the headers they share. */
export const sourceFolder = fileURLToPath(new URL('../cpp', import.meta.url));
/** The repository. */
export const rootFolder = fileURLToPath(new URL('../..', import.meta.url));
/** The committed engines. */
export const distFolder = fileURLToPath(new URL('../dist', import.meta.url));

/**
 * Builds engines into `folder` and writes its manifest.json.
 *
 * @param known entries of engines that are in `folder` already and are not built anew
 * @throws LiveCalcError as `compileEngine`, and ENGINE_INVALID where a loader would refuse an engine
 *   or all of them together
 */
export async function buildEngines(
  engines: readonly BuiltInEngine[],
  folder: string,
  known: Readonly<Record<string, ManifestEntry>> = {},
): Promise<void> {
  const toolchain = await findToolchain();
  const entries = { ...known };
  for (const engine of engines) {
    const out = join(folder, `${engine.name}.wasm`);
    const source = join(sourceFolder, engine.name);
    const { staticBase } = engine;
    await compileEngine({ source, include: sourceFolder, out, staticBase, toolchain });
    entries[engine.name] = await describeBuild(engine, out, sourceFolder);
  }
  const built = builtInEngines.filter(({ name }) => name in entries).map(({ name }) => name);
  checkStaticRegions(await Promise.all(built.map((name) => inspectBuilt(name, folder))));
  const listed = Object.fromEntries(built.map((name) => [name, entries[name]!]));
  await writeFile(join(folder, 'manifest.json'), printManifest(makeManifest(listed)));
}

/** Builds the side engines, each to its path under `root`. Throws as `compileEngine`. */
export async function buildSideEngines(root: string): Promise<void> {
  const toolchain = await findToolchain();
  for (const { source, wasm, staticBase } of sideEngines) {
    const paths = { source: join(rootFolder, source), out: join(root, wasm) };
    await compileEngine({ ...paths, include: sourceFolder, staticBase, toolchain });
  }
}

async function inspectBuilt(name: string, folder: string): ReturnType<typeof inspectEngine> {
  return inspectEngine(name, new Uint8Array(await readFile(join(folder, `${name}.wasm`))));
}
