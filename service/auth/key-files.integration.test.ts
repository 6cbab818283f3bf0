import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LiveCalcError } from '../../contracts/errors.ts';
import { settingsOf } from '../testing/auth-settings.ts';
import { startIssuer } from '../testing/issuer.ts';
import { thrownBy } from '../testing/thrown.ts';
import { createAuthenticator } from './create-authenticator.ts';
import { watchFile } from './watched-file.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'livecalc-keys-'));
afterAll(() => rm(folder, { recursive: true }));

const key = randomBytes(32).toString('hex');
const shortKey = 'short-but-known';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function fileOf(name: string, content: unknown): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function refuseChange(error: LiveCalcError): void {
  throw error;
}

describe('API keys', async () => {
  const file = await fileOf('keys.json', [
    { id: 'nightly', tenant: 'acme', roles: ['submitter'], sha256: sha256(key) },
    { id: 'short', tenant: 'acme', roles: ['admin'], sha256: sha256(shortKey) },
  ]);
  const keys = await createAuthenticator(settingsOf({ AUTH_API_KEYS_FILE: file }), refuseChange);

  it('name a principal by the hash of the key', async () => {
    expect(await keys.authenticateHeader(`Bearer ${key}`)).toEqual({
      subject: 'nightly',
      tenant: 'acme',
      roles: ['submitter'],
      method: 'apiKey',
    });
  });

  it('are refused where one bit is another', async () => {
    for (const index of [0, 31, 63]) {
      const other = (Number.parseInt(key.charAt(index), 16) ^ 1).toString(16);
      const wrong = key.slice(0, index) + other + key.slice(index + 1);
      const error = await thrownBy(() => keys.authenticateToken(wrong));
      expect(error).toMatchObject({
        code: 'UNAUTHENTICATED',
        message: 'The API key is not known.',
      });
    }
  });

  it('are refused where they can be guessed, also when their hash is listed', async () => {
    const error = await thrownBy(() => keys.authenticateToken(shortKey));
    expect(error.code).toBe('UNAUTHENTICATED');
  });

  it('are refused where the hash itself is sent', async () => {
    const error = await thrownBy(() => keys.authenticateToken(sha256(key)));
    expect(error.code).toBe('UNAUTHENTICATED');
  });

  const entry = { id: 'a', tenant: 'acme', roles: ['viewer'], sha256: sha256('a') };
  const wrong: [name: string, content: unknown, says: string][] = [
    ['no JSON', 'id: nightly', 'line 1'],
    ['an unknown role', [{ ...entry, roles: ['root'] }], 'roles'],
    ['a key instead of its hash', [{ ...entry, sha256: 'my-key' }], 'sha256'],
    ['an unknown field', [{ ...entry, key: 'my-key' }], 'Unrecognized key'],
    ['an id twice', [entry, { ...entry, sha256: sha256('b') }], 'an id occurs twice'],
    ['a hash twice', [entry, { ...entry, id: 'b' }], 'a sha256 occurs twice'],
  ];
  for (const [name, content, says] of wrong) {
    it(`cannot come from a file with ${name}`, async () => {
      const bad = await fileOf('bad.json', content);
      const start = createAuthenticator(settingsOf({ AUTH_API_KEYS_FILE: bad }), refuseChange);
      const error = await thrownBy(() => start);
      expect(error).toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(says),
      });
    });
  }
});

describe('a file of keys', () => {
  const parse = (text: string): string => {
    if (text === 'bad') throw new Error('it is bad');
    return text;
  };

  it('is read again when it has changed, and keeps what it held where the change is unusable', async () => {
    const file = await fileOf('watched', 'one');
    const problems: string[] = [];
    let nowMs = 0;
    const watched = await watchFile(
      { setting: 'KEYS_FILE', file },
      parse,
      ({ message }) => problems.push(message),
      () => nowMs,
    );
    const later = (): Promise<string> => {
      nowMs += 1000;
      return watched.current();
    };

    await rename(await fileOf('next', 'other'), file);
    expect(await watched.current()).toBe('one');
    expect(await later()).toBe('other');

    await rename(await fileOf('next', 'bad'), file);
    expect([await later(), await later()]).toEqual(['other', 'other']);
    expect(problems).toEqual([`KEYS_FILE: ${file} cannot be used: it is bad`]);

    await rm(file);
    expect([await later(), await later()]).toEqual(['other', 'other']);
    expect(problems).toHaveLength(2);

    await fileOf('watched', 'last');
    expect(await later()).toBe('last');
  });

  it('may be a JWKS', async () => {
    await using issuer = await startIssuer();
    const file = await fileOf('jwks.json', issuer.jwks);
    const one = await createAuthenticator(settingsOf({ AUTH_JWKS_FILE: file }), refuseChange);
    expect(await one.authenticateToken(await issuer.sign())).toMatchObject({ tenant: 'acme' });
    expect(issuer.fetches).toBe(0);
  });
});
