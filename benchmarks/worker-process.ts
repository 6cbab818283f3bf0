/** A worker as it is installed: a process of its own on a free port of loopback. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { LiveCalcError } from '../contracts/errors.ts';

const entry = path.join(import.meta.dirname, '..', 'worker', 'main.ts');

export interface WorkerProcess extends AsyncDisposable {
  readonly url: string;
}

/** Starts a worker and waits until it takes work. Throws INTERNAL with what it said where it does not. */
export async function startWorker(dataFolder: string): Promise<WorkerProcess> {
  const env = { PATH: process.env['PATH'] ?? '', PORT: '0', DATA_DIR: dataFolder };
  const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  let url = '';
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { readonly msg?: string; readonly url?: string };
    url = said.url ?? url;
    if (said.msg !== 'ready') continue;
    // What it says from here on is read by nobody, and must not stop it.
    child.stdout.resume();
    const stop = async (): Promise<void> => {
      child.kill('SIGTERM');
      await exited;
    };
    return { url, [Symbol.asyncDispose]: stop };
  }
  throw new LiveCalcError('INTERNAL', `The worker did not start: ${complaint}`);
}
