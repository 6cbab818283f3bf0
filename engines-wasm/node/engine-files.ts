/** Engines from files: the built-in ones, and those a config brings. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import { meantHint } from '../../contracts/nearest.ts';
import type { EngineSource } from '../engine-source.ts';
import {
  builtInModules,
  readEngineFile,
  readPythonModule,
  type PythonFiles,
} from './python-modules.ts';

const distFolder = path.join(import.meta.dirname, '..', 'dist');

/** An engine of the config's own by its absolute path, .wasm or .py; a module may have wheels. */
export type LocalEngine = string | PythonFiles;

/** Built-in engines, and `local` ones by name; a local name may not hide a built-in. */
export function nodeEngines(local: Readonly<Record<string, LocalEngine>> = {}): EngineSource {
  const builtInWasm = builtInFiles();
  const builtInPython = builtInModules();
  const hidden = Object.keys(local).find(
    (name) => builtInWasm.has(name) || builtInPython.has(name),
  );
  if (hidden !== undefined) {
    throw new LiveCalcError(
      'CONFIG_INVALID',
      `engines.${hidden} has the name of a built-in engine. Give it another name.`,
      { column: `engines.${hidden}`, found: hidden },
    );
  }
  const { wasm, python } = byKind(local);
  const files = new Map([...builtInWasm, ...wasm]);
  const modules = new Map([...builtInPython, ...python]);
  return {
    names: () => [...files.keys()],
    pythonNames: () => [...modules.keys()],
    python: async (name) => {
      const found = modules.get(name);
      if (found === undefined) throw unknownEngine(`python://${name}`, name, [...modules.keys()]);
      return await readPythonModule(name, found, builtInPython.has(name));
    },
    load: async (name) => {
      const file = files.get(name);
      if (file === undefined) throw unknownEngine(name, name, [...files.keys()]);
      return new Uint8Array(await readEngineFile(name, file));
    },
  };
}

function builtInFiles(): Map<string, string> {
  const modules = readdirSync(distFolder).filter((file) => file.endsWith('.wasm'));
  return new Map(
    modules.map((file) => [path.basename(file, '.wasm'), path.join(distFolder, file)]),
  );
}

function byKind(local: Readonly<Record<string, LocalEngine>>): {
  readonly wasm: ReadonlyMap<string, string>;
  readonly python: ReadonlyMap<string, PythonFiles>;
} {
  const wasm = new Map<string, string>();
  const python = new Map<string, PythonFiles>();
  for (const [name, engine] of Object.entries(local)) {
    if (typeof engine !== 'string') python.set(name, engine);
    else if (engine.endsWith('.py')) python.set(name, { file: engine, wheels: [] });
    else wasm.set(name, engine);
  }
  return { wasm, python };
}

function unknownEngine(asked: string, name: string, known: readonly string[]): LiveCalcError {
  return new LiveCalcError(
    'ENGINE_NOT_FOUND',
    `There is no engine "${asked}".${meantHint(name, [...known])} ` +
      `Known engines: ${known.join(', ')}. ` +
      `An engine of your own is named under "engines" in the config.`,
    { node: name, found: name, expected: known.join(', ') },
  );
}
