import { describe, expect, it } from 'vitest';
import { Secret } from '../../service/settings/secret.ts';
import { misbehaving } from '../testing/misbehaving-manager.ts';
import { startTestManager } from '../testing/test-manager.ts';
import { testResolver } from '../testing/test-resolver.ts';
import { connectionTo } from './connection.ts';
import { login } from './manager-client.ts';
import { givenToken, TokenSession } from './token-session.ts';

const { signal } = new AbortController();
const startMs = Date.parse('2026-01-01T00:00:00Z');

/** A manager and a session that share a clock; a token counts ten minutes. */
async function sharedClock(script: Parameters<typeof misbehaving>[2] = []) {
  const clock = { ms: startMs };
  const manager = await startTestManager({ now: () => clock.ms, tokenLifetimeMs: 600_000 });
  const { url, requests } = await misbehaving(manager.url, '/v1/refresh', script);
  const connection = connectionTo(url, signal, { pause: () => Promise.resolve() });
  const given = givenToken(await manager.token());
  const session = new TokenSession(connection, given, () => clock.ms);
  return { clock, session, requests, given };
}

describe('a token', () => {
  it('is used until a minute before it expires, and then exchanged once for all who ask', async () => {
    const { clock, session, requests, given } = await sharedClock();
    expect(given.expiresAtMs).toBe(startMs + 600_000);
    clock.ms += 539_000;
    expect(await session.token()).toBe(given.token);
    clock.ms += 2000;
    const [one, other] = await Promise.all([session.token(), session.token()]);
    expect(one).toBe(other);
    expect(one.reveal()).not.toBe(given.token.reveal());
    expect(requests).toEqual(['POST /v1/refresh']);
    clock.ms += 500_000;
    expect(await session.token()).toBe(one);
  });

  it('that cannot be exchanged is used up, and then said to have expired', async () => {
    const down = { kind: 'status', status: 404 } as const;
    const { clock, session, requests, given } = await sharedClock([down]);
    clock.ms += 550_000;
    expect(await session.token()).toBe(given.token);
    expect(await session.token()).toBe(given.token);
    expect(requests).toHaveLength(1);
    clock.ms += 50_000;
    await expect(session.token()).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      details: { found: 'expired at 2026-01-01T00:10:00.000Z' },
    });
  });

  it('of no known kind is simply used', async () => {
    const session = new TokenSession(connectionTo('https://am.test', signal), givenToken('opaque'));
    expect((await session.token()).reveal()).toBe('opaque');
  });
});

describe('a login at the terminal', () => {
  async function manager() {
    const started = await startTestManager();
    started.put('lapse', [{ version: '1', status: 'approved', csv: 'year,rate\n1,0.5\n' }]);
    return started;
  }

  it('is asked for when an assumption needs it and no other source has a token, once', async () => {
    const { url } = await manager();
    const asked: [string, boolean][] = [];
    const answers = ['dev', 'correct horse battery staple'];
    const { resolve } = testResolver(
      { LIVECALC_AM_URL: url },
      {
        ask: (question, { hidden }) => {
          asked.push([question, hidden]);
          return Promise.resolve(answers.shift()!);
        },
      },
    );
    await resolve('assumptions://lapse:1');
    await resolve('assumptions://lapse:latest');
    expect(asked).toEqual([
      [`User at ${url}: `, false],
      ['Password: ', true],
    ]);
  });

  it('with a wrong password is refused, and where nobody can be asked that is said', async () => {
    const { url } = await manager();
    const ask = (): Promise<string> => Promise.resolve('hunter2');
    await expect(
      testResolver({ LIVECALC_AM_URL: url }, { ask }).resolve('assumptions://lapse:1'),
    ).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.not.stringContaining('hunter2') as string,
    });
    await expect(
      testResolver({ LIVECALC_AM_URL: url }).resolve('assumptions://lapse:1'),
    ).rejects.toThrow(/^assumptions:\/\/lapse:1: .*asks for a token, and there is none/);
  });

  it('gives a token that says when it expires', async () => {
    const { url } = await manager();
    const password = new Secret('correct horse battery staple');
    const { expiresAtMs } = await login(connectionTo(url, signal), 'dev', password);
    expect(expiresAtMs).toBeGreaterThan(Date.now());
  });
});
