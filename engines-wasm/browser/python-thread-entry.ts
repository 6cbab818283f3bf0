/** Entry of an interpreter's thread in a browser: a module worker of a cross-origin isolated page. */
import type { ToInterpreter } from '../python/messages.ts';
import { InterpreterThread } from '../python/thread/interpreter-thread.ts';
import type { LoadPyodide } from '../python/thread/start-pyodide.ts';
import { fillWithZeros } from '../python/thread/still-clock.ts';

const post = globalThis.postMessage.bind(globalThis) as (message: unknown, options: object) => void;

const thread = new InterpreterThread({
  post: (message, transfer = []) => post(message, { transfer }),
  load: async (pyodideUrl) => {
    const { loadPyodide } = (await import(new URL('pyodide.mjs', pyodideUrl).href)) as {
      loadPyodide: LoadPyodide;
    };
    return loadPyodide;
  },
  stopRandomness: () => {
    crypto.getRandomValues = fillWithZeros;
  },
  hide: () => {},
});

globalThis.addEventListener('message', (event: MessageEvent<ToInterpreter>) => {
  void thread.take(event.data);
});
