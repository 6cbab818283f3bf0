/** How a process is started: what Node is told to allow it. */
import { existsSync } from 'node:fs';
import path from 'node:path';

/** What a process may touch, and how much it may take. */
export interface ProcessGrant {
  /** Files, or folders with everything in them; absolute. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  readonly threads: number;
  /** Of everything, MiB: what planning holds a run to. */
  readonly memoryMb: number;
  /** Of JavaScript's heap, MiB. */
  readonly heapMb: number;
  /** Where Python's snapshots are kept, which it may read; null: nowhere. */
  readonly pythonCache: string | null;
}

const root = path.join(import.meta.dirname, '..');
const entry = path.join(import.meta.dirname, 'process', 'executor-process.ts');

/** Node's options, the entry and its arguments. */
export function processArguments(grant: ProcessGrant): string[] {
  const { readable, writable, threads, memoryMb, heapMb, pythonCache } = grant;
  const places = [...codePlaces(), ...(pythonCache === null ? [] : [pythonCache]), ...readable];
  return [
    '--permission',
    '--allow-worker',
    ...places.map((place) => `--allow-fs-read=${place}`),
    ...writable.map((place) => `--allow-fs-write=${place}`),
    `--max-old-space-size=${heapMb}`,
    // What engines shared is let go when a run is over, not when there happens to be a collection.
    '--expose-gc',
    // stderr is for why a process died.
    '--no-warnings',
    entry,
    String(threads),
    String(memoryMb),
    pythonCache ?? '',
  ];
}

const codeFolders = ['contracts', 'engines-wasm', 'executor', 'model', 'runtime', 'tables'];

/** Our own code and the packages that it imports, wherever above us they are installed. */
function codePlaces(): string[] {
  const places = [...codeFolders, 'package.json'].map((name) => path.join(root, name));
  for (let folder = root; ; folder = path.dirname(folder)) {
    const packages = path.join(folder, 'node_modules');
    if (existsSync(packages)) places.push(packages);
    if (folder === path.dirname(folder)) return places;
  }
}
