import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { misbehaving, type Fault } from '../testing/misbehaving-manager.ts';
import { startTestManager, temporaryFolder, type TestManager } from '../testing/test-manager.ts';
import { testResolver, type TestResolver } from '../testing/test-resolver.ts';

const csv = 'age,qx\n1,0.5\n2,0.25\n';
const newer = 'age,qx\n1,0.5\n2,0.125\n';

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function mortalityManager(): Promise<TestManager> {
  const manager = await startTestManager();
  manager.put('mortality', [
    { version: '2023', status: 'approved', csv },
    { version: '2024', status: 'draft', csv: newer },
  ]);
  return manager;
}

/** A resolver whose manager meets these faults at requests of `route`. */
async function behind(
  route: string,
  script: readonly Fault[],
): Promise<TestResolver & { requests: readonly string[] }> {
  const manager = await mortalityManager();
  const { url, requests } = await misbehaving(manager.url, route, script);
  const env = { LIVECALC_AM_URL: url, LIVECALC_AM_TOKEN: await manager.token() };
  return { ...testResolver(env), requests };
}

describe('a reference', () => {
  it.each([
    ['latest', '2023', 'approved', csv],
    ['draft', '2024', 'draft', newer],
    ['2024', '2024', 'draft', newer],
  ])('to %s becomes version %s, which is %s, as a file', async (asked, version, status, text) => {
    const manager = await mortalityManager();
    const env = { LIVECALC_AM_URL: manager.url, LIVECALC_AM_TOKEN: await manager.token() };
    const { resolve, cacheFolder } = testResolver(env);
    const [resolved] = await resolve(`assumptions://mortality:${asked}`);
    const sha256 = sha256Of(text);
    expect(resolved).toMatchObject({ pin: { name: 'mortality', asked, version, status, sha256 } });
    expect(resolved!.file).toBe(path.join(cacheFolder, `${sha256}.csv`));
    expect(readFileSync(resolved!.file, 'utf8')).toBe(text);
  });

  it('is resolved once: a version that comes later is not seen', async () => {
    const manager = await mortalityManager();
    const env = { LIVECALC_AM_URL: manager.url, LIVECALC_AM_TOKEN: await manager.token() };
    const { resolve } = testResolver(env);
    const [before] = await resolve('assumptions://mortality:latest');
    manager.put('mortality', [{ version: '2025', status: 'approved', csv: newer }]);
    expect(await resolve('assumptions://mortality:latest')).toEqual([before]);
  });

  it('that is pinned and in the cache asks no manager, and needs no token', async () => {
    const manager = await mortalityManager();
    const env = { LIVECALC_AM_URL: manager.url, LIVECALC_AM_TOKEN: await manager.token() };
    const { resolve, cacheFolder } = testResolver(env);
    const [first] = await resolve('assumptions://mortality:latest');
    const alone = testResolver({ LIVECALC_AM_CACHE_DIR: cacheFolder });
    const place = { folder: temporaryFolder() };
    const reference = 'assumptions://mortality:latest';
    const [again] = await alone.resolver.resolve([reference], place, [first!.pin]);
    expect(again).toEqual(first);
  });

  it('that is pinned is fetched as it was, whatever latest is now', async () => {
    const manager = await mortalityManager();
    const env = { LIVECALC_AM_URL: manager.url, LIVECALC_AM_TOKEN: await manager.token() };
    const pin = {
      name: 'mortality',
      asked: 'latest',
      version: '2024',
      status: 'approved',
      sha256: sha256Of(newer),
    };
    const { resolver } = testResolver(env);
    const place = { folder: temporaryFolder() };
    const reference = 'assumptions://mortality:latest';
    const [resolved] = await resolver.resolve([reference], place, [pin]);
    expect(resolved?.pin).toEqual(pin);
    expect(readFileSync(resolved!.file, 'utf8')).toBe(newer);
    const other = testResolver(env).resolver;
    const changed = { ...pin, sha256: 'f'.repeat(64) };
    await expect(other.resolve([reference], place, [changed])).rejects.toMatchObject({
      code: 'ASSET_CHANGED',
      message: expect.stringMatching(
        /^assumptions:\/\/mortality:latest: It is pinned to version 2024 with SHA-256 f+, and/,
      ) as string,
    });
  });
});

describe('what goes wrong names the assumption', () => {
  it.each([
    ['assumptions://lapse:1', 'NOT_FOUND', /There is no assumption lapse; there is mortality/],
    ['assumptions://mortality:1999', 'NOT_FOUND', /no such version; there is 2024 \(draft\), 2023/],
  ])('%s is %s', async (reference, code, message) => {
    const manager = await mortalityManager();
    const env = { LIVECALC_AM_URL: manager.url, LIVECALC_AM_TOKEN: await manager.token() };
    const error = testResolver(env).resolve(reference);
    await expect(error).rejects.toMatchObject({ code, details: { file: reference } });
    await expect(error).rejects.toThrow(message);
    await expect(error).rejects.toThrow(new RegExp(`^${reference}: `));
  });

  it('a token that has expired, or is another manager’s', async () => {
    const manager = await startTestManager({ now: () => Date.now() - 7_200_000 });
    const env = { LIVECALC_AM_URL: manager.url, LIVECALC_AM_TOKEN: await manager.token() };
    await expect(testResolver(env).resolve('assumptions://mortality:1')).rejects.toThrow(
      /^assumptions:\/\/mortality:1: The token for the Assumptions Manager expired at .*livecalc assumptions login/,
    );
    const other = await mortalityManager();
    const strange = { LIVECALC_AM_URL: manager.url, LIVECALC_AM_TOKEN: await other.token() };
    await expect(testResolver(strange).resolve('assumptions://mortality:1')).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('The token is not one of this manager.') as string,
    });
  });

  it('a version that has changed since it was fetched, unless it is a draft', async () => {
    const manager = await mortalityManager();
    const env = {
      LIVECALC_AM_URL: manager.url,
      LIVECALC_AM_TOKEN: await manager.token(),
      LIVECALC_AM_CACHE_DIR: temporaryFolder(),
    };
    await testResolver(env).resolve('assumptions://mortality:2023');
    await testResolver(env).resolve('assumptions://mortality:2024');
    manager.put('mortality', [
      { version: '2023', status: 'approved', csv: newer },
      { version: '2024', status: 'draft', csv },
    ]);
    await expect(testResolver(env).resolve('assumptions://mortality:latest')).rejects.toMatchObject(
      {
        code: 'ASSET_CHANGED',
        details: { found: sha256Of(newer), expected: sha256Of(csv) },
      },
    );
    const [draft] = await testResolver(env).resolve('assumptions://mortality:2024');
    expect(draft?.pin.sha256).toBe(sha256Of(csv));
  });

  it('a table whose columns are not those of its schema', async () => {
    const change = (facts: object): object => ({
      ...facts,
      schema: { columns: [{ name: 'age' }, { name: 'male_qx' }] },
    });
    const { resolve } = await behind('/2023', [{ kind: 'json', change }]);
    await expect(resolve('assumptions://mortality:latest')).rejects.toMatchObject({
      code: 'COLUMN_INVALID',
      message: expect.stringMatching(
        /^assumptions:\/\/mortality:latest \(version 2023\) has the columns age, qx; .* says age, male_qx/,
      ) as string,
    });
  });

  it('a manager that nobody named, or that is not there', async () => {
    await expect(testResolver({}).resolve('assumptions://mortality:1')).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(
        /^assumptions:\/\/mortality:1: No Assumptions Manager is named/,
      ) as string,
    });
    const env = { LIVECALC_AM_URL: 'http://127.0.0.1:1', LIVECALC_AM_TOKEN: 'x' };
    const { resolve, pauses } = testResolver(env);
    await expect(resolve('assumptions://mortality:1')).rejects.toMatchObject({
      code: 'SERVER_UNREACHABLE',
    });
    expect(pauses).toHaveLength(4);
  });
});

describe('a manager that misbehaves', () => {
  it.each<[string, string, Fault]>([
    ['is busy', '/versions', { kind: 'status', status: 429, retryAfter: '3' }],
    ['is down', '/2023', { kind: 'status', status: 503 }],
    ['breaks', '/data', { kind: 'status', status: 500 }],
    ['does not answer', '/data', { kind: 'silence' }],
    ['cuts the connection', '/data', { kind: 'cut' }],
    ['ends too early', '/data', { kind: 'short' }],
  ])('and %s is asked again', async (_, route, fault) => {
    const { resolve, pauses, cacheFolder, requests } = await behind(route, [fault, fault]);
    const [resolved] = await resolve('assumptions://mortality:latest');
    expect(readFileSync(resolved!.file, 'utf8')).toBe(csv);
    expect(pauses).toEqual(
      fault.kind === 'status' && fault.status === 429 ? [3000, 3000] : [100, 200],
    );
    expect(requests.filter((one) => one.endsWith(route))).toHaveLength(3);
    expect(readdirSync(cacheFolder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it.each<[Fault, string]>([
    [{ kind: 'status', status: 429, retryAfter: '1' }, 'RATE_LIMITED'],
    [{ kind: 'status', status: 503 }, 'BACKEND_UNAVAILABLE'],
    [{ kind: 'endless', status: 503 }, 'BACKEND_UNAVAILABLE'],
    [{ kind: 'endless', status: 400 }, 'REQUEST_INVALID'],
    [{ kind: 'cut' }, 'SERVER_UNREACHABLE'],
    [{ kind: 'short' }, 'SERVER_UNREACHABLE'],
  ])('%j is an error when it lasts', async (fault, code) => {
    const { resolve } = await behind(
      '/data',
      Array.from({ length: 5 }, () => fault),
    );
    await expect(resolve('assumptions://mortality:latest')).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/^assumptions:\/\/mortality:latest: /) as string,
    });
  });

  it('and asks to wait for an hour is told to the user at once', async () => {
    const fault = { kind: 'status', status: 429, retryAfter: '3600' } as const;
    const { resolve, pauses } = await behind('/versions', [fault]);
    await expect(resolve('assumptions://mortality:latest')).rejects.toThrow(/Try again in 3600 s/);
    expect(pauses).toEqual([]);
  });

  it('and sends other bytes than it says is not believed, and nothing is kept', async () => {
    const { resolve, cacheFolder } = await behind('/data', [{ kind: 'other' }]);
    await expect(resolve('assumptions://mortality:latest')).rejects.toMatchObject({
      code: 'ASSET_CHANGED',
      details: { expected: `${csv.length} bytes with SHA-256 ${sha256Of(csv)}` },
    });
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  it('and answers something else altogether is no manager', async () => {
    const { resolve } = await behind('/versions', [{ kind: 'json', change: () => ({ hello: 1 }) }]);
    await expect(resolve('assumptions://mortality:latest')).rejects.toThrow(
      /is not what an Assumptions Manager says/,
    );
  });
});

describe('the cache', () => {
  it('is read through every time: a file that was changed is fetched again, and that is said', async () => {
    const { requests, resolve, warnings } = await behind('/data', []);
    const [first] = await resolve('assumptions://mortality:latest');
    const { file, pin } = first!;
    writeFileSync(file, csv.replace('0.5', '0.6'));
    // Another reference to the same table: the resolver keeps what it has resolved.
    const [again] = await resolve('assumptions://mortality:2023');
    expect(readFileSync(again!.file, 'utf8')).toBe(csv);
    expect(again?.pin.sha256).toBe(pin.sha256);
    expect(warnings).toEqual([
      `${file} was changed after it was fetched, so the table is fetched again.`,
    ]);
    expect(requests.filter((one) => one.endsWith('/data'))).toHaveLength(2);
  });

  it('is not asked twice for what it has', async () => {
    const { resolve, requests } = await behind('/data', []);
    await resolve('assumptions://mortality:latest');
    await resolve('assumptions://mortality:2023');
    expect(requests.filter((one) => one.endsWith('/data'))).toHaveLength(1);
  });

  it('in a place where nothing can be written says so', async () => {
    const manager = await mortalityManager();
    const file = path.join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const env = {
      LIVECALC_AM_URL: manager.url,
      LIVECALC_AM_TOKEN: await manager.token(),
      LIVECALC_AM_CACHE_DIR: path.join(file, 'cache'),
    };
    await expect(testResolver(env).resolve('assumptions://mortality:latest')).rejects.toMatchObject(
      {
        code: 'OUTPUT_UNWRITABLE',
        message: expect.stringContaining('LIVECALC_AM_CACHE_DIR') as string,
      },
    );
  });
});
