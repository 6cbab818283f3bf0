/** dist/manifest.json: what the committed engines are and what they were made from. */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuiltInEngine } from './engines.ts';
import { compilerName } from './toolchain.ts';
import { wasmFlags } from './wasm-flags.ts';

export interface ManifestEntry {
  /** Of the .wasm file. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** SHA-256 over names and contents of the engine's sources and what they may include. */
  readonly sourceHash: string;
  readonly staticBase: number;
}

export interface Manifest {
  readonly compiler: string;
  readonly flags: readonly string[];
  readonly engines: Readonly<Record<string, ManifestEntry>>;
}

/** Describes a built engine: `wasmFile` made from `sources/NAME` with the shared headers. */
export async function describeBuild(
  engine: BuiltInEngine,
  wasmFile: string,
  sources: string,
): Promise<ManifestEntry> {
  const bytes = await readFile(wasmFile);
  return {
    sha256: sha256(bytes),
    sizeBytes: bytes.length,
    sourceHash: await hashSources(sources, [engine.name, 'abi', 'common']),
    staticBase: engine.staticBase,
  };
}

/** The manifest of this toolchain and these engines, in the order of their names. */
export function makeManifest(entries: Readonly<Record<string, ManifestEntry>>): Manifest {
  const engines = Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { compiler: compilerName, flags: wasmFlags, engines };
}

/** The manifest in `dist`, or undefined where there is none yet. */
export async function readManifest(dist: string): Promise<Manifest | undefined> {
  const text = await readFile(join(dist, 'manifest.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Manifest);
}

/** The manifest as it is written to a file. */
export function printManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

async function hashSources(root: string, folders: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const folder of folders) {
    const files = await readdir(join(root, folder)).catch(() => []);
    for (const file of files.filter((name) => /\.(cpp|h)$/.test(name)).sort()) {
      lines.push(`${folder}/${file} ${sha256(await readFile(join(root, folder, file)))}\n`);
    }
  }
  return sha256(lines.join(''));
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
