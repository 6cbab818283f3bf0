/** A browser's side of what the runtime needs: web workers and SHA-256 in WebAssembly. */
import {
  browserPython,
  type BrowserPythonOptions,
} from '../../engines-wasm/browser/browser-python.ts';
import type { Platform, ThreadHandle } from '../platform.ts';
import { loadWasmSha256 } from '../../contracts/wasm-sha256.ts';

const addressableBytes = 4 * 1024 ** 3;

/**
 * `threadUrl` is where the bundle of thread-entry.ts is served; `python` where Pyodide and the library
 * are, if Python engines are to run. Needs a cross-origin isolated page.
 */
export async function browserPlatform(
  threadUrl: string | URL,
  python: BrowserPythonOptions | null = null,
): Promise<Platform> {
  return {
    createSha256: await loadWasmSha256(),
    startThread: () => startThread(threadUrl),
    python: python === null ? null : browserPython(python),
    availableThreads: navigator.hardwareConcurrency,
    // Browsers do not tell; the memory's constructor refuses what they do not grant.
    machineMemoryBytes: addressableBytes,
  };
}

function startThread(url: string | URL): ThreadHandle {
  const worker = new Worker(url, { type: 'module' });
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => {
      worker.addEventListener('message', (event) => listener(event.data));
    },
    onLost: (listener) => {
      worker.addEventListener('error', (event) => listener(event.message));
    },
    terminate: () => {
      worker.terminate();
      return Promise.resolve();
    },
  };
}
