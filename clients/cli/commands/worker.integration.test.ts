import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { workerSettings } from '../../../worker/settings.ts';
import { binFile, outcomeOf, runCli } from '../test-support/run-cli.ts';

it.each([[['worker', '--help']], [['help', 'worker']]])('%o lists every setting', async (args) => {
  const { exitCode, stdout } = await runCli(args);
  expect(exitCode).toBe(0);
  for (const [name, { secret }] of Object.entries(workerSettings)) {
    expect(stdout).toContain(`  ${secret ? `${name} or ${name}_FILE` : name} (default: `);
  }
  expect(stdout).toMatch(
    /GRACE_SECONDS \(default: 30 s\)[^]*\(default: 75 % of what the process may use\)/,
  );
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

it('refuses options, as every setting comes from the environment', async () => {
  const { exitCode, stderr } = await runCli(['worker', '--port', '1']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("Unknown option '--port'");
});

it('says which setting is wrong, and ends with exit code 2', async () => {
  const { exitCode, stderr } = await outcomeOf(startWorker({ PORT: 'http' }));
  expect(stderr).toContain('PORT is "http"');
  expect(exitCode).toBe(2);
});

it('serves until it is told to end, and ends in its own time', async () => {
  const child = startWorker({ PORT: '0' });
  const said = outcomeOf(child);
  let text = '';
  child.stdout.on('data', (part: string) => (text += part));
  while (!text.includes('"ready"')) await once(child.stdout, 'data');
  const url = /http:[\d./:]+/.exec(text)![0];
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await said).toMatchObject({ exitCode: 0, stderr: '' });
});

function startWorker(settings: Readonly<Record<string, string>>): ChildProcessWithoutNullStreams {
  const env = { PATH: process.env['PATH'] ?? '', MAX_MEMORY_MB: '3000', ...settings };
  const child = spawn(process.execPath, [binFile, 'worker'], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}
