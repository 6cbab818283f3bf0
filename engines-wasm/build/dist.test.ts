import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkStaticRegions, inspectEngine } from '../inspect-engine.ts';
import { distFolder, sourceFolder } from './build-engines.ts';
import { builtInEngines } from './engines.ts';
import { describeBuild, makeManifest, readManifest } from './manifest.ts';

describe('the committed engines', () => {
  it.each(builtInEngines)('$name has the bytes and sources its manifest tells', async (engine) => {
    const manifest = await readManifest(distFolder);
    const wasmFile = join(distFolder, `${engine.name}.wasm`);
    const found = await describeBuild(engine, wasmFile, sourceFolder);
    expect(manifest?.engines[engine.name]).toEqual(found);
  });

  it('were made with the flags the build has', async () => {
    const manifest = await readManifest(distFolder);
    expect(manifest).toEqual(makeManifest(manifest?.engines ?? {}));
  });

  it('name themselves as their files do and share one memory', async () => {
    const inspected = await Promise.all(builtInEngines.map(({ name }) => inspectFile(name)));
    expect(inspected.map(({ info }) => info.name)).toEqual(builtInEngines.map(({ name }) => name));
    expect(inspected.map(({ region }) => region.begin)).toEqual(
      builtInEngines.map(({ staticBase }) => staticBase),
    );
    expect(() => checkStaticRegions(inspected)).not.toThrow();
  });
});

async function inspectFile(name: string): ReturnType<typeof inspectEngine> {
  return inspectEngine(name, new Uint8Array(await readFile(join(distFolder, `${name}.wasm`))));
}
