/** Python engines in a browser: Pyodide from where the page's host serves it, in web workers. */
import type { PythonRuntime } from '../python/interpreter.ts';
import type { FromInterpreter, LibraryFile } from '../python/messages.ts';
import type { PythonThread } from '../python/python-thread.ts';
import { noSnapshotStore, SnapshotStart } from '../python/snapshot-start.ts';
import { SpareRuntime } from '../python/spare-runtime.ts';
import { fetchLibrary } from './python-urls.ts';

const defaultMemoryLimitBytes = 2 * 1024 ** 3;

/** Addresses, absolute or relative to the page; those of folders end with a slash. */
export interface BrowserPythonOptions {
  /** Where the files of the pyodide package are. */
  readonly pyodideUrl: string;
  /** Where engines-wasm/python/ is: library/NAME.py. */
  readonly libraryUrl: string;
  /** Where the bundle of python-thread-entry.ts is. */
  readonly threadUrl: string;
  readonly memoryLimitBytes?: number;
}

/** The snapshot is kept in the page's memory. Needs a cross-origin isolated page. */
export function browserPython(options: BrowserPythonOptions): PythonRuntime {
  let starter: Promise<SnapshotStart> | null = null;
  return new SpareRuntime(async (start) => {
    starter ??= makeStarter(options);
    return await (await starter).start(start);
  });
}

async function makeStarter(options: BrowserPythonOptions): Promise<SnapshotStart> {
  const library: readonly LibraryFile[] = await fetchLibrary(options.libraryUrl);
  const settings = {
    pyodideUrl: new URL(options.pyodideUrl, location.href).href,
    library,
    memoryLimitBytes: options.memoryLimitBytes ?? defaultMemoryLimitBytes,
  };
  return new SnapshotStart(() => startThread(options.threadUrl), settings, noSnapshotStore);
}

function startThread(url: string): PythonThread {
  const worker = new Worker(url, { type: 'module' });
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => {
      worker.addEventListener('message', (event: MessageEvent<FromInterpreter>) => {
        listener(event.data);
      });
    },
    onLost: (listener) => {
      worker.addEventListener('error', (event) => listener(event.message));
    },
    // A page lives as long as it is open.
    hold: () => {},
    terminate: () => {
      worker.terminate();
      return Promise.resolve();
    },
  };
}
