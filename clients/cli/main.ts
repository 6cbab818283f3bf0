/**
 * The entry of the command line. The program runs in a thread of its own; this one only draws its
 * progress, prints what it says, and listens for Ctrl-C, so that a stop never waits for a long
 * synchronous stretch (decoding a row group, hashing a column).
 *
 * The first Ctrl-C asks the program to stop. What has not stopped after a grace period, or at a
 * second Ctrl-C, is terminated, and its temporary files are removed here.
 */
import { Worker } from 'node:worker_threads';
import { describeError, type Outcome } from './describe-error.ts';
import { ProgressBar } from './progress-bar.ts';
import { stoppedError } from './command-context.ts';
import { Temporaries } from './temporaries.ts';
import type { FromProgram, ProgramRequest } from './thread-messages.ts';

/** Leaves time to terminate and clean up inside the 100 ms that Ctrl-C may take. */
const graceMs = 20;

const argv = process.argv.slice(2);
const json = argv.includes('--json');
const bar = new ProgressBar(process.stderr);
const temporaries = new Temporaries();
const workerData: ProgramRequest = { argv, showsProgress: process.stderr.isTTY };
const program = new Worker(new URL('./program-thread.ts', import.meta.url), { workerData });
let isStopping = false;
let isOver = false;

program.on('message', receive).on('error', (error) => void leave(error));
process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
process.stdout.on('error', leaveWhenReaderHasGone);

function receive(message: FromProgram): void {
  switch (message.kind) {
    case 'progress':
      return bar.update(message.event);
    case 'temporary':
      return temporaries.set(message.temporary, message.exists);
    case 'done':
      return finish(message.outcome);
  }
}

function interrupt(): void {
  if (isStopping) void leave(stoppedError());
  isStopping = true;
  program.postMessage('stop');
  setTimeout(() => void leave(stoppedError()), graceMs).unref();
}

/** Ends the program where it stands and says why. */
async function leave(error: unknown): Promise<void> {
  if (isOver) return;
  isOver = true;
  await program.terminate();
  temporaries.remove();
  tell(describeError(error, json));
  process.exit();
}

/** The program has come to its end. */
function finish(outcome: Outcome): void {
  if (isOver) return;
  isOver = true;
  tell(outcome);
  void program.terminate();
}

function tell({ exitCode, stdout, stderr }: Outcome): void {
  bar.clear();
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = exitCode;
}

/** `livecalc trace ... | head` closes the pipe before the end: that is no error. */
function leaveWhenReaderHasGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}
