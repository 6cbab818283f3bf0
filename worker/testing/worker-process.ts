/** A real worker: worker/main.ts in a process of its own, on a free port of loopback. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';

const entry = path.join(import.meta.dirname, '..', 'main.ts');

export interface WorkerProcess {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly pid: number;
  /** Every line of stdout so far, parsed. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** Resolves with the exit code once the process is gone. */
  readonly exited: Promise<number | null>;
  signal(signal: NodeJS.Signals): void;
  /** Ends it, whatever it does; resolves once it is gone. */
  readonly stop: () => Promise<void>;
}

/** How a worker ended that never listened. */
export interface FailedStart {
  readonly exitCode: number | null;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;
type Child = ChildProcessByStdio<null, Readable, Readable>;

/** Started and ready for work, and stopped when the test is over. */
export async function startTestWorker(settings: Environment = {}): Promise<WorkerProcess> {
  return await startWorker(settings, onTestFinished);
}

/** As `startTestWorker`, but it only listens yet. */
export async function startUnreadyWorker(): Promise<WorkerProcess> {
  return await startWorker({}, onTestFinished, 'listening');
}

/** As `startTestWorker`, for the tests of a file: `beforeAll` returns its `stop`. */
export async function startSuiteWorker(settings: Environment = {}): Promise<WorkerProcess> {
  return await startWorker(settings, () => {});
}

async function startWorker(
  settings: Environment,
  onEnd: (stop: () => Promise<void>) => void,
  until: 'ready' | 'listening' = 'ready',
): Promise<WorkerProcess> {
  // A worker that is killed would leave its own temporary folder.
  const data = mkdtempSync(path.join(os.tmpdir(), 'livecalc-test-worker-'));
  const child = spawnWorker({ DATA_DIR: data, ...settings });
  const stderr = textOf(child.stderr);
  const lines: Record<string, unknown>[] = [];
  const news = createInterface({ input: child.stdout });
  news.on('line', (line) => lines.push(JSON.parse(line) as Record<string, unknown>));
  const exited = once(child, 'exit').then(([exitCode]) => exitCode as number | null);
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
    rmSync(data, { recursive: true, force: true });
  };
  onEnd(stop);
  const said = (text: string): Record<string, unknown> | undefined =>
    lines.find(({ msg }) => String(msg).startsWith(text));
  while (!said(until)) {
    const ended = await Promise.race([once(news, 'line'), exited.then(() => 'ended' as const)]);
    if (ended === 'ended') throw new Error(`The worker did not start: ${stderr()}`);
  }
  return {
    url: String(said('listening')?.['url']),
    pid: child.pid!,
    lines,
    exited,
    signal: (signal) => void child.kill(signal),
    stop,
  };
}

/** A worker whose settings are refused. */
export async function failTestWorker(settings: Environment): Promise<FailedStart> {
  const child = spawnWorker(settings);
  onTestFinished(() => void child.kill('SIGKILL'));
  const stderr = textOf(child.stderr);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stderr: stderr() };
}

function spawnWorker(settings: Environment): Child {
  const env = { PATH: process.env['PATH'] ?? '', PORT: '0', MAX_MEMORY_MB: '3000', ...settings };
  return spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

function textOf(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  return () => text;
}
