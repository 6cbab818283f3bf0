/** Engines from a server: the files of dist/ under one address. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { EngineSource } from '../engine-source.ts';
import { fetchPythonModule, type PythonUrls } from './python-urls.ts';

/**
 * `baseUrl` ends with a slash; `names` are the engines served under it as NAME.wasm; `python` says where
 * Python engines are, if there are any.
 */
export function urlEngines(
  baseUrl: string | URL,
  names: readonly string[],
  python: PythonUrls | null = null,
): EngineSource {
  return {
    names: () => names,
    pythonNames: () => python?.names ?? [],
    python: async (name) => {
      if (python !== null) return await fetchPythonModule(name, python);
      throw new LiveCalcError('ENGINE_NOT_FOUND', `There is no Python engine "${name}".`, {
        found: name,
      });
    },
    load: async (name) => {
      const url = new URL(`${name}.wasm`, baseUrl);
      const response = names.includes(name) ? await fetch(url) : null;
      if (response?.ok) return new Uint8Array(await response.arrayBuffer());
      throw new LiveCalcError(
        'ENGINE_NOT_FOUND',
        `There is no engine "${name}" at ${url.href}. Known engines: ${names.join(', ')}.`,
        { node: name, found: name, expected: names.join(', ') },
      );
    },
  };
}
