/** Engines from files: the built-in ones in dist/, and those a config brings. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import { meantHint } from '../../contracts/nearest.ts';
import type { EngineSource } from '../engine-source.ts';

const distFolder = path.join(import.meta.dirname, '..', 'dist');

/** Built-in engines, and `local` ones by name with absolute paths; a local name may not hide a built-in. */
export function nodeEngines(local: Readonly<Record<string, string>> = {}): EngineSource {
  const builtIn = builtInFiles();
  const hidden = Object.keys(local).find((name) => builtIn.has(name));
  if (hidden !== undefined) {
    throw new LiveCalcError(
      'CONFIG_INVALID',
      `engines.${hidden} has the name of a built-in engine. Give it another name.`,
      { column: `engines.${hidden}`, found: hidden },
    );
  }
  const files = new Map([...builtIn, ...Object.entries(local)]);
  return {
    names: () => [...files.keys()],
    python: (name) => Promise.reject(noPython(name)),
    load: (name) => loadFile(name, files),
  };
}

function builtInFiles(): Map<string, string> {
  const modules = readdirSync(distFolder).filter((file) => file.endsWith('.wasm'));
  return new Map(
    modules.map((file) => [path.basename(file, '.wasm'), path.join(distFolder, file)]),
  );
}

async function loadFile(
  name: string,
  files: ReadonlyMap<string, string>,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = files.get(name);
  if (file === undefined) {
    throw new LiveCalcError(
      'ENGINE_NOT_FOUND',
      `There is no engine "${name}".${meantHint(name, [...files.keys()])} ` +
        `Known engines: ${[...files.keys()].join(', ')}. ` +
        `An engine of your own is named under "engines" in the config.`,
      { node: name, found: name, expected: [...files.keys()].join(', ') },
    );
  }
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    throw new LiveCalcError(
      'FILE_NOT_FOUND',
      `The file of engine "${name}" cannot be read: ${file}.`,
      { file },
      error,
    );
  }
}

function noPython(name: string): LiveCalcError {
  return new LiveCalcError('ENGINE_NOT_FOUND', `There is no Python engine "${name}".`, {
    found: name,
  });
}
