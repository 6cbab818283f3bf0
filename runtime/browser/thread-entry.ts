/** Entry of a pool thread in a browser. */
import type { ToThread } from '../pool/program.ts';
import { runProgram } from '../pool/thread.ts';

globalThis.addEventListener('message', (event: MessageEvent<ToThread>) => {
  runProgram(event.data, {
    post: (answer) => globalThis.postMessage(answer),
    end: () => globalThis.close(),
  });
});
