/** A worker thread for an interpreter: it inherits nothing of the process's environment. */
import { Worker } from 'node:worker_threads';
import type { PythonThread } from '../python/python-thread.ts';

export function startPythonThread(entry: URL): PythonThread {
  const worker = new Worker(entry, {
    // Among the variables of the process may be credentials (I8).
    env: {},
    argv: [],
    // What gets past Python's own streams is not shown as if it were ours.
    stdout: true,
    stderr: true,
  });
  let isExpected = false;
  worker.unref();
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onLost: (listener) => {
      worker.on('error', (error) => listener(String(error)));
      worker.on('exit', (code) => {
        if (!isExpected) listener(`the thread ended with code ${code}`);
      });
    },
    hold: (isHeld) => {
      if (isHeld) worker.ref();
      else worker.unref();
    },
    terminate: async () => {
      isExpected = true;
      await worker.terminate();
    },
  };
}
