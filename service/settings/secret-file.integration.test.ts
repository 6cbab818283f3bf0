import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadSettings } from './load-settings.ts';
import { authSettings } from './server-settings.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'livecalc-secret-'));
afterAll(() => rm(folder, { recursive: true }));

it('reads a secret from the file that NAME_FILE names, without its last line break', async () => {
  const file = path.join(folder, 'secret');
  const text = 'spaces count: a secret of 40 characters ';
  await writeFile(file, `${text}\n`);
  const { AUTH_SECRET } = loadSettings(authSettings, { AUTH_SECRET_FILE: file });
  expect(AUTH_SECRET?.reveal()).toBe(text);
});
