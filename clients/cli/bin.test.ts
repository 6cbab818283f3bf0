import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';

const source = readFileSync(path.join(import.meta.dirname, 'bin.mjs'), 'utf8');

/** What bin.mjs says and does under another Node version; an import counts as started. */
async function startUnder(node: string): Promise<{ said: string; exitCode: number | undefined }> {
  let said = '';
  const fakeProcess = {
    versions: { node },
    execPath: '/usr/bin/node',
    stderr: { write: (text: string) => (said += text) },
    exitCode: undefined as number | undefined,
  };
  const body = source.replace(/^#!.*\n/, '').replace("import('./start.mjs')", 'started()');
  const started = (): void => void (said += 'started');
  await runInNewContext(`(async () => {${body}})()`, { process: fakeProcess, started });
  return { said, exitCode: fakeProcess.exitCode };
}

it.each(['20.20.2', '22.18.0', '24.11.1'])(
  'says which Node is needed under %s',
  async (version) => {
    const { said, exitCode } = await startUnder(version);
    expect(said).toContain(`needs Node 24.12 or newer; this is Node ${version}`);
    expect(said).toContain('npm ci');
    expect(exitCode).toBe(2);
  },
);

it.each(['24.12.0', '24.21.0', '26.0.0'])('starts under %s', async (version) => {
  expect(await startUnder(version)).toEqual({ said: 'started', exitCode: undefined });
});
