/** A plain CPython that lives on between measurements. */
import { execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { LiveCalcError } from '../../contracts/errors.ts';

export const pythonFolder: string = path.join(
  import.meta.dirname,
  '..',
  '..',
  'engines-wasm',
  'python',
);

interface Cpython extends AsyncDisposable {
  readonly version: string;
  /** The script's next answer. */
  measure(): Promise<number>;
}

/** Whether there is a python3 that can import the engines. */
export function hasCpython(): boolean {
  const ask = 'import sys; assert sys.version_info >= (3, 10)';
  try {
    execFileSync('python3', ['-c', ask], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Starts esg_steps.py, which answers each line that it is sent with a number. */
export async function startCpython(args: readonly string[]): Promise<Cpython> {
  const folders = ['library', 'engines'].map((name) => path.join(pythonFolder, name));
  const script = path.join(import.meta.dirname, 'esg_steps.py');
  const child = spawn('python3', ['-B', script, ...args], {
    env: { ...process.env, PYTHONPATH: folders.join(path.delimiter) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done !== true) return line.value;
    throw new LiveCalcError('INTERNAL', 'python3 ended before it had answered.');
  };
  return {
    version: await next(),
    measure: async () => {
      child.stdin.write('\n');
      return Number(await next());
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await closed;
    },
  };
}
