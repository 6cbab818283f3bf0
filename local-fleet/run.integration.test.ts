/** `npm run fleet:local`, as people start it. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { withoutNats } from '../fleet/queue/testing/nats-server.ts';
import { noPostgres } from '../gateway/store/testing/postgres-server.ts';
import { valueFolder } from '../parity-tests/value-folder.ts';

const script = join(import.meta.dirname, 'run.ts');
const example = join(import.meta.dirname, '../examples/term-life');
const obstacle = noPostgres ?? withoutNats;
if (obstacle !== '')
  process.stdout.write(`SKIPPED: npm run fleet:local, ${obstacle}
`);

describe.skipIf(obstacle !== '')('npm run fleet:local', () => {
  test('values the example to the hash that it has in one process, and ends', async () => {
    const { result } = await valueFolder(example);
    const args = [script, '--exit', '--processes'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toContain(`result hash  ${result.resultHash}`);
    expect(stdout).toMatch(/^ {2}gateway +http:\/\/127\.0\.0\.1:\d+$/m);
  });

  test('ends with everything it has started at Ctrl-C', async () => {
    const child = spawn(process.execPath, [script, '--processes']);
    const ended = once(child, 'exit');
    let said = '';
    for await (const text of child.stdout.setEncoding('utf8')) {
      said += String(text);
      if (said.includes('Ctrl-C ends the fleet.')) child.kill('SIGINT');
    }
    expect(await ended).toEqual([0, null]);
    const [, gateway = ''] = /gateway +(http:\S+)/.exec(said) ?? [];
    await expect(fetch(`${gateway}/livez`)).rejects.toThrow('fetch failed');
  });
});
