import { engineModule } from '../contracts/engine-file.ts';
import type { EngineSource } from '../engines-wasm/engine-source.ts';
import { nodeEngines } from '../engines-wasm/node/engine-files.ts';
import { checkRegularFile } from '../tables/node/regular-file.ts';
import type { Model } from './model.ts';

/** Built-in engines and those that the model brings. Throws CONFIG_INVALID where one hides another. */
export function modelEngines({ config, pathOf }: Model): EngineSource {
  const local = new Map(
    Object.entries(config.engines).map(([name, engine]) => [name, pathOf(engineModule(engine))]),
  );
  const engines = nodeEngines(Object.fromEntries(local));
  return {
    names: () => engines.names(),
    python: (name) => engines.python(name),
    load: async (name) => {
      const file = local.get(name);
      if (file !== undefined) await checkRegularFile(file);
      return await engines.load(name);
    },
  };
}
