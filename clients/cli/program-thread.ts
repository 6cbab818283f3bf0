/** The thread that the program runs in: see main.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { OnProgress } from '../../contracts/progress.ts';
import { stoppedError, type CommandWatch } from './command-context.ts';
import { runProgram } from './program.ts';
import { HeardLines, type Talk } from './talk.ts';
import type { FromProgram, ProgramRequest, Question, ToProgram } from './thread-messages.ts';

/** Between two messages of progress inside a stage. */
const progressIntervalMs = 30;

const { argv, showsProgress, terminal, canAsk } = workerData as ProgramRequest;
const stop = new AbortController();
const lines = new HeardLines();
let takeAnswer: (answer: string) => void = () => {};
let interrupted: () => void = () => {};
parentPort?.on('message', (message: ToProgram) => {
  if (message === 'stop') stop.abort(stoppedError());
  else if (message === 'interrupt') interrupted();
  else if ('line' in message) lines.push(message.line);
  else takeAnswer(message.answer);
});

const watch: CommandWatch = {
  signal: stop.signal,
  terminal,
  ask: canAsk ? ask : null,
  talk,
  onProgress: showsProgress ? progressMessages() : () => {},
  say: ({ stdout, stderr }) => say({ kind: 'said', said: { stdout, stderr } }),
  part,
  holdTemporary: (temporary) => {
    say({ kind: 'temporary', temporary, exists: true });
    return () => say({ kind: 'temporary', temporary, exists: false });
  },
};
say({ kind: 'done', outcome: await runProgram(argv, watch) });

function ask(question: Question): Promise<string> {
  say({ kind: 'question', question });
  return new Promise((resolve) => (takeAnswer = resolve));
}

function talk(): Talk {
  say({ kind: 'talk', isOn: true });
  return {
    next: () => lines.next(),
    onInterrupt: (listener) => (interrupted = listener),
    [Symbol.dispose]: () => say({ kind: 'talk', isOn: false }),
  };
}

function part(withinMs: number): Disposable {
  say({ kind: 'parting', withinMs });
  return { [Symbol.dispose]: () => say({ kind: 'parting', withinMs: null }) };
}

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
