/** Which bytes of the built-in engines a run was made for: under others its result may be another. */
import type { RunConfig } from '../contracts/config.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import type { EngineSource } from '../engines-wasm/engine-source.ts';
import { nodeEngines } from '../engines-wasm/node/engine-files.ts';
import { createNodeSha256 } from '../runtime/node/node-sha256.ts';
import type { EngineReference } from '../runtime/pipeline/engine-reference.ts';
import { engineSha256 } from '../runtime/pipeline/load-engines.ts';
import { usedEngines } from '../runtime/pipeline/used-engines.ts';

/** SHA-256 by name. */
export type EnginePins = Readonly<Record<string, string>>;

/** The built-in engines of this machine that a run uses, of both kinds. Throws ENGINE_NOT_FOUND. */
export async function enginePins(config: RunConfig): Promise<EnginePins> {
  const own = Object.keys(config.engines);
  const builtIn = usedEngines(config).filter(({ name }) => !own.includes(name));
  const engines = nodeEngines();
  const pins = builtIn.map(
    async (reference) => [reference.name, await sha256Of(reference, engines)] as const,
  );
  return Object.fromEntries(await Promise.all(pins));
}

/** Throws ENGINE_MISMATCH where a built-in engine of this machine is another than the pinned one. */
export async function checkEnginePins(pins: EnginePins): Promise<void> {
  for (const mismatch of await engineMismatches(pins)) {
    const { name, found, expected } = mismatch;
    const message =
      `The run was made for an engine "${name}" with SHA-256 ${expected}; here it is ` +
      `${found ?? 'not built in'}. Use the LiveCalc that it was made with, or make it again with this one.`;
    const details = { node: name, found: found ?? 'no such engine', expected };
    throw new LiveCalcError('ENGINE_MISMATCH', message, details);
  }
}

export interface EngineMismatch {
  readonly name: string;
  /** Null where there is no such built-in engine. */
  readonly found: string | null;
  readonly expected: string;
}

/** Pinned engines that are others here, by name. */
export async function engineMismatches(pins: EnginePins): Promise<readonly EngineMismatch[]> {
  const engines = nodeEngines();
  const known = new Map<string, EngineReference>([
    ...engines.names().map((name) => [name, { kind: 'wasm', name }] as const),
    ...engines.pythonNames().map((name) => [name, { kind: 'python', name }] as const),
  ]);
  const mismatches: EngineMismatch[] = [];
  for (const name of Object.keys(pins).toSorted()) {
    const expected = pins[name]!;
    const reference = known.get(name);
    const found = reference === undefined ? null : await sha256Of(reference, engines);
    if (found !== expected) mismatches.push({ name, found, expected });
  }
  return mismatches;
}

async function sha256Of({ kind, name }: EngineReference, engines: EngineSource): Promise<string> {
  if (kind === 'python') return (await engines.python(name)).sha256;
  return await engineSha256(name, engines, createNodeSha256);
}
