/** A command that serves until it is stopped: in the process's main thread, where signals arrive. */
import { stoppedError, type CommandWatch } from './command-context.ts';
import { runProgram } from './program.ts';
import { HeardLines, type Talk } from './talk.ts';
import type { Said } from './thread-messages.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stop.abort(stoppedError()));
}

const watch: CommandWatch = {
  signal: stop.signal,
  terminal: null,
  onProgress: () => {},
  say: write,
  ask: null,
  talk: silence,
  part: () => ({ [Symbol.dispose]: () => {} }),
  holdTemporary: () => () => {},
};
const { exitCode, ...said } = await runProgram(process.argv.slice(2), watch);
write(said);
process.exitCode = exitCode;

function write({ stdout, stderr }: Said): void {
  process.stdout.write(stdout);
  process.stderr.write(stderr);
}

/** A server is not talked to on stdin. */
function silence(): Talk {
  const lines = new HeardLines();
  lines.push(null);
  return { next: () => lines.next(), onInterrupt: () => {}, [Symbol.dispose]: () => {} };
}
