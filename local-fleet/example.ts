/** The example, valued by a fleet through the command that users have. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ShownFleet } from './shown-fleet.ts';

const root = path.join(import.meta.dirname, '..');
const command = path.join(root, 'clients/cli/bin.mjs');
const example = path.join(root, 'examples/term-life');

/** Prints what the command prints, the hashes among it; resolves to its exit code. */
export async function runExample(
  { url, apiKey }: Pick<ShownFleet, 'url' | 'apiKey'>,
  signal: AbortSignal,
): Promise<number> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-example-'));
  try {
    const out = path.join(folder, 'out');
    const args = ['run', example, '--remote', url, '--out', out];
    process.stdout.write(`$ livecalc run examples/term-life --remote ${url}\n`);
    const child = spawn(process.execPath, [command, ...args], {
      stdio: 'inherit',
      env: { ...process.env, ...(apiKey === null ? {} : { LIVECALC_TOKEN: apiKey }) },
    });
    const stop = (): boolean => child.kill('SIGINT');
    signal.addEventListener('abort', stop);
    const [status] = (await once(child, 'exit')) as [number | null];
    signal.removeEventListener('abort', stop);
    return status ?? 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
