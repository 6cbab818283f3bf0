import { chmodSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AmCredentials } from '../../contracts/dag/am-credentials.ts';
import { Secret } from '../../service/settings/secret.ts';
import { temporaryFolder } from '../testing/test-manager.ts';
import { writeCredentials } from './credentials-file.ts';
import { findAccess, type AccessOptions } from './find-access.ts';

const url = 'https://am.example.com';

function options(change: Partial<AccessOptions>, warnings: string[] = []): AccessOptions {
  return { env: {}, ask: null, warn: (text) => warnings.push(text), ...change };
}

/** A folder with am_credentials.json. */
function folderWith(content: unknown, name = 'am_credentials.json', mode = 0o600): string {
  const folder = temporaryFolder();
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(path.join(folder, name), text);
  chmodSync(path.join(folder, name), mode);
  return folder;
}

async function tokenOf(given: AccessOptions, ...place: Parameters<typeof findAccess>[1][]) {
  return (await findAccess(given, place[0]!)).token?.token.reveal() ?? null;
}

describe('a token', () => {
  const env = { LIVECALC_AM_URL: url, LIVECALC_AM_TOKEN: 'of the environment' };
  const token = new Secret('of the caller');

  it('comes from the first source that has one', async () => {
    const folder = folderWith({ url, token: 'of the file' });
    expect(await tokenOf(options({ env, token }), { folder })).toBe('of the caller');
    expect(await tokenOf(options({ env }), { folder })).toBe('of the environment');
    const noToken = { LIVECALC_AM_URL: url };
    expect(await tokenOf(options({ env: noToken }), { folder })).toBe('of the file');
    expect(await tokenOf(options({ env: noToken }), { folder: temporaryFolder() })).toBe(null);
  });

  it('of one’s own goes to no address beyond this machine that only the model names', async () => {
    const place = { folder: temporaryFolder(), settings: { url } };
    const own = options({ env: { LIVECALC_AM_TOKEN: 'mine' } });
    await expect(findAccess(own, place)).rejects.toThrow(`Set LIVECALC_AM_URL=${url}`);
    await expect(findAccess(options({ token }), place)).rejects.toThrow('it goes only where');
    const here = { ...place, settings: { url: 'http://127.0.0.1:8700' } };
    expect(await tokenOf(own, here)).toBe('mine');
  });

  it('comes from the file that the configuration names, which must then be there', async () => {
    const folder = folderWith({ url, token: 'of another file' }, 'mine.json');
    const settings = { credentials: 'local://mine.json' };
    expect(await tokenOf(options({}), { folder, settings })).toBe('of another file');
    const elsewhere = { folder: temporaryFolder(), settings };
    await expect(findAccess(options({}), elsewhere)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });

  it('comes from the DAG file after the environment, which is all that is then looked at', async () => {
    const folder = temporaryFolder();
    const stated = (): AmCredentials => ({ url, token: 'of the DAG file', cacheDir: null });
    expect(await tokenOf(options({}), { folder, stated })).toBe('of the DAG file');
    const unset = (): never => {
      throw new Error('a variable is not set');
    };
    expect(await tokenOf(options({ env }), { folder, stated: unset })).toBe('of the environment');
  });

  it('goes to no other manager than the one it is for', async () => {
    const folder = folderWith({ url, token: 'of the file' });
    const asked = { LIVECALC_AM_URL: 'https://elsewhere.example.com' };
    await expect(findAccess(options({ env: asked }), { folder })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      details: { found: url, expected: 'https://elsewhere.example.com' },
    });
  });

  it.skipIf(process.platform === 'win32')('that others can read is warned of', async () => {
    const warnings: string[] = [];
    const folder = folderWith({ url, token: 'of the file' }, 'am_credentials.json', 0o644);
    await findAccess(options({}, warnings), { folder });
    expect(warnings.join()).toMatch(/Other users .* can read .*am_credentials\.json \(mode 644\)/);
    expect(warnings.join()).not.toContain('of the file');
  });

  it.each(['{"token": "hunter2', '{"token": 5, "url": "hunter2"}', '{"tokn": "hunter2"}', '[]'])(
    'in a file that holds %s is refused without a word of it',
    async (text) => {
      const refused = findAccess(options({}), { folder: folderWith(text) });
      await expect(refused).rejects.toMatchObject({
        code: 'FILE_UNREADABLE',
        message: expect.not.stringContaining('hunter2') as string,
      });
    },
  );

  it.skipIf(process.platform === 'win32')(
    'is written where only its owner can read it',
    async () => {
      const file = path.join(temporaryFolder(), 'am_credentials.json');
      await writeCredentials(file, url, token);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(await tokenOf(options({}), { folder: path.dirname(file) })).toBe('of the caller');
      chmodSync(file, 0o644);
      await expect(writeCredentials(file, url, token)).rejects.toMatchObject({
        code: 'OUTPUT_UNWRITABLE',
      });
    },
  );
});

it('the address comes from the caller, the environment, the configuration, the file', async () => {
  const folder = folderWith({ url: 'https://file.test' });
  const settings = { url: 'https://config.test' };
  const env = { LIVECALC_AM_URL: 'https://env.test' };
  const found = async (given: AccessOptions, place: Parameters<typeof findAccess>[1]) =>
    (await findAccess(given, place)).url;
  expect(await found(options({ env, url: 'https://flag.test' }), { folder, settings })).toBe(
    'https://flag.test',
  );
  expect(await found(options({ env }), { folder, settings })).toBe('https://env.test');
  expect(await found(options({}), { folder, settings })).toBe('https://config.test');
  expect(await found(options({}), { folder })).toBe('https://file.test');
});
