import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runCommand } from '../../engines-wasm/build/run-command.ts';
import { unmountWithin } from './mounts.ts';

test('a folder that held a mount can be removed once it is ended', async ({ skip }) => {
  const folder = await mkdtemp(join(tmpdir(), 'livecalc-mounts-'));
  const removed = (): Promise<void> => rm(folder, { recursive: true, force: true });
  onTestFinished(async () => {
    await unmountWithin(folder);
    await removed();
  });
  const place = join(folder, 'net ns', 'default');
  await mkdir(place, { recursive: true });
  const { status } = await runCommand('mount', ['-t', 'tmpfs', 'tmpfs', place]);
  if (status !== 0) skip('nothing can be mounted here');
  await expect(removed()).rejects.toThrow('EBUSY');

  await unmountWithin(folder);
  await removed();
});
