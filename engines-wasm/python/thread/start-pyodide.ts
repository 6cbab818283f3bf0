/** Starts Pyodide in this thread: from a snapshot, or plainly. */
import type { PyodideConfig, PyodideInterface } from 'pyodide';
import type { LibraryFile, StartSettings } from '../messages.ts';

export type LoadPyodide = (options: PyodideConfig) => Promise<PyodideInterface>;

/** What makes two interpreters alike: nothing of the machine is in it. */
const environment = {
  PYTHONHASHSEED: '0',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  HOME: '/home/engine',
  _: 'python',
};

/** Modules that engines often import: they are in the snapshot ready for use. */
const imported = 'random, math, statistics, array, bisect, itertools, functools, hashlib, zipfile';

/** What a snapshot is made by, beside the library. */
export const recipe: string = JSON.stringify({ environment, imported });

/** An interpreter with the library imported. */
export async function startPyodide(
  load: LoadPyodide,
  { library, snapshot }: StartSettings,
): Promise<PyodideInterface> {
  if (snapshot !== null) {
    // A copy, as the snapshot is in shared memory, which decoders of text refuse.
    return await load({ ...options(), _loadSnapshot: snapshot.slice() });
  }
  const pyodide = await load(options());
  importLibrary(pyodide, library);
  return pyodide;
}

/** The memory of an interpreter with the library imported. */
export async function makeSnapshot(
  load: LoadPyodide,
  { library }: StartSettings,
): Promise<Uint8Array<ArrayBuffer>> {
  const pyodide = await load({ ...options(), _makeSnapshot: true });
  importLibrary(pyodide, library);
  // Not among the types: it is private, which is why there is always the plain start.
  const maker = pyodide as unknown as { makeMemorySnapshot(): Uint8Array<ArrayBuffer> };
  return maker.makeMemorySnapshot();
}

/** `jsglobals` is what Python's `js` module would show: nothing. */
function options(): PyodideConfig {
  const jsglobals = Object.create(null) as object;
  return { env: environment, jsglobals };
}

function importLibrary(pyodide: PyodideInterface, library: readonly LibraryFile[]): void {
  const define = pyodide.runPython(`
import sys, types
import ${imported}

def define(name, source):
    module = types.ModuleType(name)
    module.__file__ = f"{name}.py"
    sys.modules[name] = module
    exec(compile(source, module.__file__, "exec"), module.__dict__)

define
`) as ((name: string, source: string) => void) & { destroy(): void };
  for (const { name, source } of library) define(name, source);
  define.destroy();
  pyodide.runPython('del define');
}
