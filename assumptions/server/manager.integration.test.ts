import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../service/settings/secret.ts';
import { startTestManager, testPassword, type TestManager } from '../testing/test-manager.ts';
import { writeUser } from './users.ts';

const csv = 'age,qx\n1,0.5\n';
const sha256 = createHash('sha256').update(csv).digest('hex');

async function call(
  { url }: TestManager,
  route: string,
  options: { token?: string; body?: object; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const { token, body, headers } = options;
  const response = await fetch(url + route, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...headers,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** With two versions of one assumption. */
async function filledManager(
  ...options: Parameters<typeof startTestManager>
): Promise<TestManager> {
  const manager = await startTestManager(...options);
  manager.put('mortality', [
    { version: '2023', status: 'approved', csv },
    { version: '2024', status: 'draft', csv: 'age,qx\n1,0.25\n' },
  ]);
  return manager;
}

describe('a manager', () => {
  it('answers what it has to whoever has a token', async () => {
    const manager = await filledManager();
    const token = await manager.token();
    const json = async (route: string): Promise<unknown> =>
      JSON.parse((await call(manager, route, { token })).text);
    expect(await json('/v1/assumptions')).toEqual({
      assumptions: [{ name: 'mortality', versions: 2, latest: '2023', draft: '2024' }],
    });
    const versions = (await json('/v1/assumptions/mortality/versions')) as { versions: object[] };
    expect(versions.versions).toMatchObject([{ version: '2023' }, { version: '2024' }]);
    const columns = [
      { name: 'age', type: 'u32' },
      { name: 'qx', type: 'f64' },
    ];
    expect(await json('/v1/assumptions/mortality/2023')).toMatchObject({
      status: 'approved',
      format: 'csv',
      sha256,
      bytes: csv.length,
      schema: { columns },
    });
    expect(await json('/v1/assumptions/mortality/2023/schema')).toEqual({ columns });
    const data = await call(manager, '/v1/assumptions/mortality/2023/data', { token });
    expect(data.text).toBe(csv);
    expect(data.headers.get('etag')).toBe(`"${sha256}"`);
    const headers = { 'if-none-match': `"${sha256}"` };
    const again = await call(manager, '/v1/assumptions/mortality/2023/data', { token, headers });
    expect(again).toMatchObject({ status: 304, text: '' });
  });

  it.each([
    ['/v1/assumptions/lapse/versions', 'There is no assumption lapse; there is mortality.'],
    [
      '/v1/assumptions/mortality/2025',
      'mortality has no version 2025; its versions are 2023, 2024.',
    ],
    [
      '/v1/assumptions/..%2F..%2Fetc/versions',
      'There is no assumption ../../etc; there is mortality.',
    ],
    ['/v1/assumptions/mortality/..%2Fversions.json', 'its versions are 2023, 2024'],
  ])('says that there is no %s', async (route, message) => {
    const manager = await filledManager();
    const answer = await call(manager, route, { token: await manager.token() });
    expect(answer.status).toBe(404);
    expect((JSON.parse(answer.text) as { detail: string }).detail).toContain(message);
  });

  it('refuses to serve another table than the one that was approved', async () => {
    const manager = await startTestManager();
    const approved = 'f'.repeat(64);
    manager.put('lapse', [{ version: '1', status: 'approved', sha256: approved, csv }]);
    const answer = await call(manager, '/v1/assumptions/lapse/1', { token: await manager.token() });
    expect(JSON.parse(answer.text)).toMatchObject({
      code: 'ASSET_CHANGED',
      detail: `Version 1 of lapse was approved with SHA-256 ${approved}, and its table now has ${sha256}. Restore the table, or make the change a version of its own.`,
    });
  });

  it.each([
    ['{"versions": [{"version": "latest"}]}', 'latest and draft say which version is meant'],
    ['{"versions": [{"version": "1"}, {"version": "1"}]}', 'each version once'],
    ['{"versions": [', 'lapse/versions.json, line 1'],
  ])('says what is wrong with versions.json: %s', async (text, message) => {
    const manager = await startTestManager();
    manager.put('lapse', []);
    writeFileSync(path.join(manager.folder, 'lapse', 'versions.json'), text);
    const token = await manager.token();
    const answer = await call(manager, '/v1/assumptions/lapse/versions', { token });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
  });
});

describe('the door of a manager', () => {
  it.each(['/v1/assumptions', '/v1/assumptions/mortality/2023/data'])(
    'lets nobody through to %s without a token of its own',
    async (route) => {
      const manager = await filledManager();
      const other = await startTestManager();
      const [header, payload] = (await manager.token()).split('.') as [string, string];
      const none = Buffer.from('{"alg":"none"}').toString('base64url');
      for (const token of [undefined, 'nonsense', await other.token(), `${none}.${payload}.`]) {
        const answer = await call(manager, route, token === undefined ? {} : { token });
        expect(answer.status).toBe(401);
      }
      expect((await call(manager, route, { token: `${header}.${payload}.AAAA` })).status).toBe(401);
    },
  );

  it('takes a token until it expires, and exchanges it before', async () => {
    const clock = { ms: Date.parse('2026-01-01T00:00:00Z') };
    const manager = await filledManager({ tokenLifetimeMs: 60_000, now: () => clock.ms });
    const token = await manager.token();
    clock.ms += 59_000;
    const exchanged = await call(manager, '/v1/refresh', { token, body: {} });
    const fresh = JSON.parse(exchanged.text) as { token: string; expiresAt: string };
    expect(fresh.expiresAt).toBe('2026-01-01T00:01:59.000Z');
    clock.ms += 2000;
    const late = await call(manager, '/v1/assumptions', { token });
    expect(late.status).toBe(401);
    expect(late.text).toContain('The token has expired.');
    expect((await call(manager, '/v1/assumptions', { token: fresh.token })).status).toBe(200);
  });

  it('asks for the password again after a week of exchanges', async () => {
    const day = 86_400_000;
    const clock = { ms: Date.parse('2026-01-01T00:00:00Z') };
    const manager = await startTestManager({ tokenLifetimeMs: 5 * day, now: () => clock.ms });
    let token = await manager.token();
    clock.ms += 4 * day;
    token = (
      JSON.parse((await call(manager, '/v1/refresh', { token, body: {} })).text) as {
        token: string;
      }
    ).token;
    clock.ms += 4 * day;
    const answer = await call(manager, '/v1/refresh', { token, body: {} });
    expect(answer.text).toContain('The login is too long ago');
  });

  it('says the same of a wrong password and of an unknown user, and lets nobody guess on', async () => {
    const manager = await startTestManager();
    const attempt = (user: string, password: string): ReturnType<typeof call> =>
      call(manager, '/v1/login', { body: { user, password } });
    const wrong = await attempt('dev', 'guess');
    const unknown = await attempt('nobody', 'guess');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(JSON.parse(wrong.text)).toEqual(JSON.parse(unknown.text));
    for (let guesses = 1; guesses < 10; guesses++) await attempt('dev', 'guess');
    const refused = await attempt('dev', testPassword);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(manager.logged.join('')).not.toContain('guess');
  });

  it('lets nobody guess in many requests at once', async () => {
    const manager = await startTestManager();
    const guess = (): ReturnType<typeof call> =>
      call(manager, '/v1/login', { body: { user: 'dev', password: 'guess' } });
    const answers = await Promise.all(Array.from({ length: 14 }, guess));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(4);
  });

  it('is open to this machine only without users.json, which says who may come', async () => {
    await expect(startTestManager({ host: '0.0.0.0' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      details: { found: '0.0.0.0' },
    });
    const password = 'as long as a sentence';
    const manager = await startTestManager({
      prepare: (folder) => writeUser(path.join(folder, 'users.json'), 'ada', new Secret(password)),
    });
    const log = (user: string, given: string): ReturnType<typeof call> =>
      call(manager, '/v1/login', { body: { user, password: given } });
    expect((await log('ada', password)).status).toBe(200);
    expect((await log('dev', testPassword)).status).toBe(401);
    expect(readFileSync(path.join(manager.folder, 'users.json'), 'utf8')).not.toContain(password);
    const modes = ['users.json', '.signing-key'].map(
      (name) => statSync(path.join(manager.folder, name)).mode & 0o777,
    );
    // Windows keeps who may read elsewhere.
    const ownerOnly = process.platform === 'win32' ? modes : [0o600, 0o600];
    expect(modes).toEqual(ownerOnly);
  });
});
