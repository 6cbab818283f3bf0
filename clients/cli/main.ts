/**
 * The entry of the command line. The program runs in a thread of its own; this one only draws its
 * progress, prints what it says, and listens for Ctrl-C, so that a stop never waits for a long
 * synchronous stretch (decoding a row group, hashing a column).
 *
 * The first Ctrl-C asks the program to stop. What has not stopped after a grace period (longer where a
 * server is to be told), or at a second Ctrl-C, is terminated, and its temporary files are removed here.
 * A thread that does not end (its heap is large, or a file-system call does not return) is not waited for.
 */
import { Worker } from 'node:worker_threads';
import { setTimeout as delay } from 'node:timers/promises';
import { describeError, describeOutputError, type Outcome } from './describe-error.ts';
import { endProcess } from './end-process.ts';
import { ProgressBar } from './progress-bar.ts';
import { stoppedError } from './command-context.ts';
import { Temporaries } from './temporaries.ts';
import { askAtTerminal } from './terminal-question.ts';
import { TypedLines } from './typed-lines.ts';
import type { FromProgram, ProgramRequest, Said, ToProgram } from './thread-messages.ts';

/**
 * Both together leave time to clean up inside the 100 ms that Ctrl-C may take: giving a gigabyte
 * back to the system takes most of them.
 */
const graceMs = 10;
/** Two Ctrl-C within it are meant. */
const secondInterruptMs = 1000;
/** A terminated thread runs nothing more long before it has ended. */
const terminationMs = 15;

const argv = process.argv.slice(2);
const json = argv.includes('--json');
const bar = new ProgressBar(process.stderr);
const temporaries = new Temporaries();
const { columns, rows, isTTY } = process.stdout;
const workerData: ProgramRequest = {
  argv,
  showsProgress: process.stderr.isTTY,
  terminal: isTTY ? { columns, rows } : null,
  canAsk: process.stdin.isTTY && process.stderr.isTTY,
};
const program = new Worker(new URL('./program-thread.ts', import.meta.url), { workerData });
let typed: TypedLines | null = null;
let lastInterruptMs = -Infinity;
let patienceMs = graceMs;
let isStopping = false;
let isOver = false;

program.on('message', receive).on('error', (error) => void leave(error));
process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
process.stdout.on('error', leaveUnheard);
// Where stderr cannot be written there is nobody left to tell; the exit code stands.
process.stderr.on('error', () => {});

function receive(message: FromProgram): void {
  switch (message.kind) {
    case 'progress':
      return bar.update(message.event);
    case 'said':
      return write(message.said);
    case 'question':
      bar.clear();
      return void askAtTerminal(message.question, interrupt).then((answer) =>
        tellProgram({ answer }),
      );
    case 'talk':
      return talk(message.isOn);
    case 'parting':
      patienceMs = message.withinMs ?? graceMs;
      return;
    case 'temporary':
      return temporaries.set(message.temporary, message.exists);
    case 'done':
      return void finish(message.outcome);
  }
}

/** In a talk the program is told of the first Ctrl-C; of two in a row the second counts as anywhere. */
function interrupt(): void {
  const nowMs = performance.now();
  const isSecond = nowMs - lastInterruptMs < secondInterruptMs;
  lastInterruptMs = nowMs;
  if (typed !== null && !isSecond) return tellProgram('interrupt');
  if (isStopping) void leave(stoppedError());
  isStopping = true;
  tellProgram('stop');
  setTimeout(() => void leave(stoppedError()), patienceMs).unref();
}

function talk(isOn: boolean): void {
  typed?.close();
  typed = isOn ? new TypedLines((line) => tellProgram({ line }), interrupt) : null;
}

function tellProgram(message: ToProgram): void {
  program.postMessage(message);
}

/** Ends the program where it stands and says why. */
async function leave(error: unknown): Promise<void> {
  if (isOver) return;
  isOver = true;
  talk(false);
  const hasEnded = await terminated();
  temporaries.remove();
  end(describeError(error, json), hasEnded);
}

/** The program has come to its end. */
async function finish(outcome: Outcome): Promise<void> {
  if (isOver) return;
  isOver = true;
  if (isStopping) return end(outcome, await terminated());
  tell(outcome);
  void program.terminate();
}

/** Stops the program's thread; resolves to whether it ended within `terminationMs`. */
function terminated(): Promise<boolean> {
  return Promise.race([program.terminate().then(() => true), delay(terminationMs, false)]);
}

function end(outcome: Outcome, hasEnded: boolean): void {
  tell(outcome);
  if (hasEnded) process.exit();
  endProcess(outcome.exitCode);
}

function tell({ exitCode, stdout, stderr }: Outcome): void {
  write({ stdout, stderr });
  process.exitCode = exitCode;
}

function write({ stdout, stderr }: Said): void {
  bar.clear();
  const print = (): void => {
    process.stdout.write(stdout);
    process.stderr.write(stderr);
  };
  if (typed === null) print();
  else typed.write(print);
}

/**
 * What was printed could not be written. `livecalc trace ... | head` closes the pipe before the end:
 * that is no error, and the exit code is that of the program.
 */
function leaveUnheard(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  const { exitCode, stderr } = describeOutputError(error);
  process.stderr.write(stderr);
  process.exit(exitCode);
}
