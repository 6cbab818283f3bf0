/** The thread that the program runs in: see main.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { OnProgress } from '../../contracts/progress.ts';
import { stoppedError, type CommandWatch } from './command-context.ts';
import { runProgram } from './program.ts';
import type { FromProgram, ProgramRequest } from './thread-messages.ts';

/** Between two messages of progress inside a stage. */
const progressIntervalMs = 30;

const { argv, showsProgress, terminal } = workerData as ProgramRequest;
const stop = new AbortController();
parentPort?.once('message', () => stop.abort(stoppedError()));

const watch: CommandWatch = {
  signal: stop.signal,
  terminal,
  onProgress: showsProgress ? progressMessages() : () => {},
  say: ({ stdout, stderr }) => say({ kind: 'said', said: { stdout, stderr } }),
  holdTemporary: (temporary) => {
    say({ kind: 'temporary', temporary, exists: true });
    return () => say({ kind: 'temporary', temporary, exists: false });
  },
};
say({ kind: 'done', outcome: await runProgram(argv, watch) });

function say(message: FromProgram): void {
  parentPort?.postMessage(message);
}

function progressMessages(): OnProgress {
  let lastMs = -Infinity;
  return (event) => {
    const nowMs = performance.now();
    if (event.kind === 'chunks' && nowMs - lastMs < progressIntervalMs) return;
    lastMs = nowMs;
    say({ kind: 'progress', event });
  };
}
