/** Entry of a pool thread in Node. */
import { parentPort } from 'node:worker_threads';
import type { ToThread } from '../pool/program.ts';
import { runProgram } from '../pool/thread.ts';

const port = parentPort;
if (port === null) throw new Error('thread-entry.ts is started as a worker thread');
port.on('message', (message: ToThread) => {
  runProgram(message, {
    post: (answer) => port.postMessage(answer),
    // Closing the port lets the loop run out after the last message has been sent.
    end: () => port.close(),
  });
  // Where it is exposed: the memory of the run goes now, not when this thread next happens to collect.
  setImmediate(() => globalThis.gc?.());
});
