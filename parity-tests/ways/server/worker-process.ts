/** The project's own worker, in a process of its own on a free port of loopback. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { waitUntilReady, type Server } from './server.ts';

const entry = path.join(import.meta.dirname, '..', '..', '..', 'worker', 'main.ts');

export async function startWorkerProcess(): Promise<Server> {
  const env = { PATH: process.env['PATH'] ?? '', PORT: '0', THREADS: '2', LOG_LEVEL: 'info' };
  const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const end = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  try {
    const listening = firstUrl(createInterface({ input: child.stdout }));
    const url = await Promise.race([listening, ended.then(() => null)]);
    if (url === null) throw new LiveCalcError('INTERNAL', `The worker did not start: ${complaint}`);
    await waitUntilReady({ url });
    return { url, headers: {}, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Reads the log on to its end, so that the worker never waits for a reader. */
function firstUrl(lines: NodeJS.EventEmitter): Promise<string> {
  return new Promise((resolve) => {
    lines.on('line', (line: string) => {
      const { url } = JSON.parse(line) as { url?: string };
      if (url !== undefined) resolve(url);
    });
  });
}
