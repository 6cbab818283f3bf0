/** Python engines in Node: Pyodide from its npm package, in worker threads. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PythonInterpreter, PythonRuntime } from '../python/interpreter.ts';
import { snapshotKey } from '../python/snapshot-key.ts';
import { pyodideVersion } from '../python/pyodide-version.ts';
import { noSnapshotStore, SnapshotStart, type SnapshotStore } from '../python/snapshot-start.ts';
import { SpareRuntime } from '../python/spare-runtime.ts';
import { createNodeSha256 } from './node-sha256.ts';
import { readLibrary } from './python-library.ts';
import { SnapshotFiles } from './snapshot-files.ts';
import { startPythonThread } from './start-python-thread.ts';

const ownThreadEntry = new URL('./python-thread-entry.ts', import.meta.url);
const defaultMemoryLimitBytes = 2 * 1024 ** 3;

export interface NodePythonOptions {
  /** The module that a thread starts with: a bundle has its own. */
  readonly threadEntry?: URL | undefined;
  /** Where snapshots are kept; null: in this process only. */
  readonly cacheFolder: string | null;
  /** Instead of the cache folder; null: always a plain start. */
  readonly snapshots?: SnapshotStore | null;
  /** Of one interpreter's memory; 2 GiB unless told otherwise. */
  readonly memoryLimitBytes?: number;
}

/** Null where Pyodide is not installed, or in another version than engines are pinned to. */
export function nodePython(options: NodePythonOptions): PythonRuntime | null {
  const folder = pyodideFolder();
  if (folder === null) return null;
  let starter: Promise<SnapshotStart> | null = null;
  return new SpareRuntime(async (start): Promise<PythonInterpreter> => {
    starter ??= makeStarter(folder, options);
    return await (await starter).start(start);
  });
}

const shared = new Map<string, PythonRuntime | null>();

/**
 * The one runtime of this process with these options, so that all runs share its snapshot and its spare
 * interpreter. It keeps no process alive and need not be disposed of.
 */
export function sharedPython(options: NodePythonOptions): PythonRuntime | null {
  const key = JSON.stringify([options.threadEntry?.href, options.cacheFolder]);
  const known = shared.get(key);
  if (known !== undefined) return known;
  const made = nodePython(options);
  shared.set(key, made);
  return made;
}

async function makeStarter(folder: string, options: NodePythonOptions): Promise<SnapshotStart> {
  const { threadEntry = ownThreadEntry, cacheFolder } = options;
  const library = await readLibrary();
  const key = snapshotKey(library, createNodeSha256);
  return new SnapshotStart(
    () => startPythonThread(threadEntry),
    {
      pyodideUrl: pathToFileURL(folder).href,
      library,
      memoryLimitBytes: options.memoryLimitBytes ?? defaultMemoryLimitBytes,
    },
    options.snapshots === undefined ? storeIn(cacheFolder, key) : options.snapshots,
  );
}

function storeIn(cacheFolder: string | null, key: string): SnapshotStore {
  return cacheFolder === null ? noSnapshotStore : new SnapshotFiles(cacheFolder, key);
}

/** With a slash at its end; null where Pyodide is not there in the version that engines are pinned to. */
function pyodideFolder(): string | null {
  try {
    const require = createRequire(import.meta.url);
    const { version } = require('pyodide/package.json') as { version: string };
    if (version !== pyodideVersion) return null;
    return path.dirname(require.resolve('pyodide/package.json')) + path.sep;
  } catch {
    // Not installed: a Python node says so.
    return null;
  }
}
