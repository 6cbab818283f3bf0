import path from 'node:path';
import { engineFiles, engineModule, type EngineFile } from '../contracts/engine-file.ts';
import type { EngineSource } from '../engines-wasm/engine-source.ts';
import { nodeEngines, type LocalEngine } from '../engines-wasm/node/engine-files.ts';
import { checkRegularFile } from '../tables/node/regular-file.ts';
import { referencePath, type Model } from './model.ts';

/** Built-in engines and those that the model brings. Throws CONFIG_INVALID where one hides another. */
export function modelEngines({ config, pathOf }: Model): EngineSource {
  const own = new Map(Object.entries(config.engines));
  const engines = nodeEngines(
    Object.fromEntries([...own].map(([name, engine]) => [name, localEngine(engine, pathOf)])),
  );
  const checkFiles = async (name: string): Promise<void> => {
    const engine = own.get(name);
    if (engine === undefined) return;
    for (const file of engineFiles(engine)) await checkRegularFile(pathOf(file));
  };
  return {
    names: () => engines.names(),
    pythonNames: () => engines.pythonNames(),
    python: async (name) => {
      await checkFiles(name);
      return await engines.python(name);
    },
    load: async (name) => {
      await checkFiles(name);
      return await engines.load(name);
    },
  };
}

/** References say what a file is and what it is called: a server stores it under its hash. */
function localEngine(engine: EngineFile, pathOf: Model['pathOf']): LocalEngine {
  const module = engineModule(engine);
  const file = pathOf(module);
  if (typeof engine === 'string') return module.endsWith('.py') ? { file, wheels: [] } : file;
  const wheels = engine.wheels.map((wheel) => {
    const name = path.posix.basename(referencePath(wheel.file));
    return { name, file: pathOf(wheel.file), sha256: wheel.sha256 };
  });
  return { file, wheels };
}
