/** Loads and inspects the engines that a pipeline names. */
import type { PipelineNode } from '../../contracts/pipeline-config.ts';
import type { CreateSha256 } from '../../contracts/sha256.ts';
import type { EngineSource } from '../../engines-wasm/engine-source.ts';
import { inspectEngine, type InspectedEngine } from '../../engines-wasm/inspect-engine.ts';
import type { EngineConfig } from '../../contracts/engine.ts';
import type { EngineInfo } from '../../contracts/engine-info.ts';
import type { PythonModule } from '../../engines-wasm/python/interpreter.ts';
import type { PythonEngines } from '../python/python-engines.ts';
import { engineReference } from './engine-reference.ts';

export type LoadedWasm = InspectedEngine & { readonly kind: 'wasm'; readonly sha256: string };

/** With this node's config: what it is may depend on it. */
export interface LoadedPython {
  readonly kind: 'python';
  readonly info: EngineInfo;
  readonly module: PythonModule;
  /** Defaults filled in. */
  readonly config: EngineConfig;
  readonly sha256: string;
}

export type LoadedEngine = LoadedWasm | LoadedPython;

/** The engines of a pipeline, by node. */
export interface EngineSet {
  of(node: PipelineNode): LoadedEngine;
}

export interface EngineLoading {
  readonly engines: EngineSource;
  readonly createSha256: CreateSha256;
  readonly python: PythonEngines;
}

/**
 * Throws ENGINE_NOT_FOUND, ENGINE_INVALID, and for Python CONFIG_INVALID and ENGINE_INIT_FAILED: such an
 * engine is initialised to find out what it writes.
 */
export async function loadEngines(
  nodes: readonly PipelineNode[],
  { engines, createSha256, python }: EngineLoading,
): Promise<EngineSet> {
  const wasm = new Map<string, Promise<LoadedWasm>>();
  const load = (node: PipelineNode): Promise<LoadedEngine> => {
    const { kind, name } = engineReference(node.engine);
    if (kind === 'python') return python.load(node, engines);
    const known = wasm.get(name) ?? loadEngine(name, engines, createSha256);
    wasm.set(name, known);
    return known;
  };
  const loaded = await Promise.all(nodes.map(async (node) => [node.id, await load(node)] as const));
  const byNode = new Map(loaded);
  return { of: ({ id }) => byNode.get(id)! };
}

export async function loadEngine(
  name: string,
  source: EngineSource,
  createSha256: CreateSha256,
): Promise<LoadedWasm> {
  const bytes = await source.load(name);
  const sha256 = digest(bytes, createSha256);
  return { kind: 'wasm', ...(await inspectEngine(name, bytes)), sha256 };
}

/** Which WebAssembly engine it is, without looking into it. Throws ENGINE_NOT_FOUND. */
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
