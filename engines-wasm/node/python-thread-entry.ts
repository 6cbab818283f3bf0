/** Entry of an interpreter's thread in Node. */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { ToInterpreter } from '../python/messages.ts';
import { InterpreterThread } from '../python/thread/interpreter-thread.ts';
import type { LoadPyodide } from '../python/thread/start-pyodide.ts';
import { fillWithZeros } from '../python/thread/still-clock.ts';
import { giveFileFlags } from './file-flags.ts';
import { hideModules } from './hide-modules.ts';

const port = parentPort;
if (port === null) throw new Error('python-thread-entry.ts is started as a worker thread');

const thread = new InterpreterThread({
  post: (message, transfer) => port.postMessage(message, transfer),
  load: async (pyodideUrl) => {
    giveFileFlags();
    const { loadPyodide } = (await import(new URL('pyodide.mjs', pyodideUrl).href)) as {
      loadPyodide: LoadPyodide;
    };
    return loadPyodide;
  },
  stopRandomness: () => {
    crypto.randomFillSync = fillWithZeros;
    syncBuiltinESMExports();
  },
  hide: hideModules,
});

// One message follows another only when the one before is answered.
port.on('message', (message: ToInterpreter) => void thread.take(message));
