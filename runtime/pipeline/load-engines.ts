/** Loads and inspects the engines that a pipeline names. */
import type { PipelineNode } from '../../contracts/pipeline-config.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { CreateSha256 } from '../../contracts/sha256.ts';
import type { EngineSource } from '../../engines-wasm/engine-source.ts';
import { inspectEngine, type InspectedEngine } from '../../engines-wasm/inspect-engine.ts';

export type LoadedEngine = InspectedEngine & { readonly sha256: string };

/** The engines of a pipeline, by node. */
export interface EngineSet {
  of(node: PipelineNode): LoadedEngine;
}

/** Throws ENGINE_NOT_FOUND or ENGINE_INVALID. */
export async function loadEngines(
  nodes: readonly PipelineNode[],
  source: EngineSource,
  createSha256: CreateSha256,
): Promise<EngineSet> {
  const names = new Set(nodes.map(engineName));
  const loaded = await Promise.all(
    [...names].map(async (name) => [name, await loadEngine(name, source, createSha256)] as const),
  );
  const byName = new Map(loaded);
  return { of: (node) => byName.get(engineName(node))! };
}

export async function loadEngine(
  name: string,
  source: EngineSource,
  createSha256: CreateSha256,
): Promise<LoadedEngine> {
  const bytes = await source.load(name);
  return { ...(await inspectEngine(name, bytes)), sha256: digest(bytes, createSha256) };
}

/** Which engine it is, without looking into it. Throws ENGINE_NOT_FOUND. */
export async function engineSha256(
  name: string,
  source: EngineSource,
  createSha256: CreateSha256,
): Promise<string> {
  return digest(await source.load(name), createSha256);
}

function digest(bytes: Uint8Array, createSha256: CreateSha256): string {
  const hash = createSha256();
  hash.update(bytes);
  return hash.digest();
}

/** Throws ENGINE_NOT_FOUND for what is no WebAssembly. */
export function engineName(node: PipelineNode): string {
  const [scheme, name] = node.engine.split('://');
  if (scheme === 'wasm') return name!;
  throw new LiveCalcError(
    'ENGINE_NOT_FOUND',
    `Node "${node.id}" asks for ${node.engine}; this version runs wasm:// engines only.`,
    { node: node.id, found: node.engine },
  );
}
