/** The engines in dist/, and whether they are those of its manifest. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { nodeEngines } from '../../engines-wasm/node/engine-files.ts';
import { createNodeSha256 } from '../../runtime/node/node-sha256.ts';
import { loadEngine, type LoadedWasm } from '../../runtime/pipeline/load-engines.ts';

const manifestFile = path.join(
  import.meta.dirname,
  '..',
  '..',
  'engines-wasm',
  'dist',
  'manifest.json',
);
const manifestSchema = z.object({
  engines: z.record(z.string(), z.object({ sha256: z.string() })),
});

export type BuiltInEngine = LoadedWasm & { readonly isReleased: boolean };

/** Loads and compiles them. Throws what loading an engine throws. */
export async function builtInEngines(): Promise<readonly BuiltInEngine[]> {
  const { engines } = manifestSchema.parse(JSON.parse(await readFile(manifestFile, 'utf8')));
  const source = nodeEngines();
  return await Promise.all(
    source.names().map(async (name) => {
      const engine = await loadEngine(name, source, createNodeSha256);
      return { ...engine, isReleased: engine.sha256 === engines[name]?.sha256 };
    }),
  );
}
