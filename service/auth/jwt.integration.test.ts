import { createHmac } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { settingsOf } from '../testing/auth-settings.ts';
import { claimsWith, startIssuer, type Claims } from '../testing/issuer.ts';
import { thrownBy } from '../testing/thrown.ts';
import type { Authenticator } from './authenticator.ts';
import { createAuthenticator } from './create-authenticator.ts';

const issuer = await startIssuer();
afterAll(() => issuer[Symbol.asyncDispose]());

const secret = 'a shared secret that has more than 32 bytes';
const nowSeconds = Math.floor(Date.now() / 1000);

function authenticatorWith(env: Record<string, string>): Promise<Authenticator> {
  return createAuthenticator(settingsOf(env), (error) => {
    throw error;
  });
}

const byUrl = await authenticatorWith({ AUTH_JWKS_URL: issuer.jwksUrl });
const bySecret = await authenticatorWith({ AUTH_SECRET: secret });
const byBoth = await authenticatorWith({ AUTH_JWKS_URL: issuer.jwksUrl, AUTH_SECRET: secret });

async function hs256(key: string | Uint8Array, claims: Claims = {}): Promise<string> {
  const bytes = typeof key === 'string' ? new TextEncoder().encode(key) : key;
  return await new SignJWT(claimsWith(claims)).setProtectedHeader({ alg: 'HS256' }).sign(bytes);
}

/** A token as an attacker writes it: `signature` from header and claims. */
function forged(header: object, claims: object, signature: (text: string) => string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${signature(text)}`;
}

describe('a good token', () => {
  for (const algorithm of ['RS256', 'ES256', 'PS256', 'EdDSA'] as const) {
    it(`signed with ${algorithm} names a principal`, async () => {
      const token = await issuer.sign({}, { algorithm });
      expect(await byUrl.authenticateHeader(`Bearer ${token}`)).toEqual({
        subject: 'ada',
        tenant: 'acme',
        roles: ['submitter'],
        method: 'jwt',
        expiresAtMs: expect.toSatisfy((atMs: number) => atMs > Date.now()) as number,
      });
    });
  }

  it('may be signed with a shared secret, beside the keys of an issuer', async () => {
    const token = await hs256(secret);
    for (const one of [bySecret, byBoth]) {
      expect(await one.authenticateToken(token)).toMatchObject({ subject: 'ada', method: 'jwt' });
    }
    expect(await byBoth.authenticateToken(await issuer.sign())).toMatchObject({ tenant: 'acme' });
  });

  it('may have expired by less than the clock tolerance', async () => {
    const token = await issuer.sign({ exp: nowSeconds - 10, nbf: nowSeconds + 20 });
    expect(await byUrl.authenticateToken(token)).toMatchObject({ subject: 'ada' });
  });

  it('may be for several audiences, one of them ours', async () => {
    const token = await issuer.sign({ aud: ['other', 'livecalc'] });
    expect(await byUrl.authenticateToken(token)).toMatchObject({ subject: 'ada' });
  });

  it('may have its roles with spaces between, in names that are mapped', async () => {
    const entra = await authenticatorWith({
      AUTH_JWKS_URL: issuer.jwksUrl,
      AUTH_TENANT_CLAIM: 'tid',
      AUTH_SUBJECT_CLAIM: 'oid',
      AUTH_ROLES_CLAIM: 'scope',
      AUTH_ROLE_MAP: 'LiveCalc.Run=submitter',
    });
    const token = await issuer.sign({
      tid: 't-1',
      oid: 'o-1',
      scope: 'openid LiveCalc.Run viewer',
    });
    expect(await entra.authenticateToken(token)).toMatchObject({
      subject: 'o-1',
      tenant: 't-1',
      roles: ['viewer', 'submitter'],
      method: 'jwt',
    });
  });
});

describe('a token that is refused', () => {
  const claimsCases: [name: string, claims: Claims, says: string][] = [
    ['of another issuer', { iss: 'https://evil.test' }, 'issuer (iss)'],
    ['without an issuer', { iss: undefined }, 'issuer (iss)'],
    ['for another audience', { aud: 'other' }, 'another audience'],
    ['without an audience', { aud: undefined }, 'another audience'],
    ['that has expired', { exp: nowSeconds - 31 }, 'has expired'],
    ['that does not expire', { exp: undefined }, 'no time of expiry'],
    ['whose expiry is text', { exp: 'never' }, 'no time of expiry'],
    ['that is not valid yet', { nbf: nowSeconds + 120 }, 'not valid yet'],
    ['without a tenant', { tenant: undefined }, '"tenant" is not the name of a tenant'],
    ['whose tenant is a number', { tenant: 7 }, '"tenant" is not the name of a tenant'],
    ['whose tenant is a list', { tenant: ['acme', 'umbrella'] }, 'not the name of a tenant'],
    ['whose tenant is empty', { tenant: '' }, 'not the name of a tenant'],
    ['whose tenant breaks the line', { tenant: 'acme\nother' }, 'not the name of a tenant'],
    ['without a subject', { sub: undefined }, '"sub" is not the name of a user'],
    ['without roles', { roles: undefined }, '"roles" has none of the roles'],
    ['with an unknown role', { roles: ['root', 'Submitter'] }, '"roles" has none of the roles'],
    ['with roles that are an object', { roles: { admin: true } }, '"roles" has none of the roles'],
  ];
  for (const [name, claims, says] of claimsCases) {
    it(`is one ${name}`, async () => {
      const error = await thrownBy(async () => byUrl.authenticateToken(await issuer.sign(claims)));
      expect(error.code).toBe('UNAUTHENTICATED');
      expect(error.message).toContain(says);
    });
  }

  const hmacWith =
    (key: string) =>
    (text: string): string =>
      createHmac('sha256', key).update(text).digest('base64url');
  const attacks: [name: string, token: () => string | Promise<string>, by: Authenticator][] = [
    ['alg none', () => forged({ alg: 'none' }, claimsWith({}), () => ''), byBoth],
    ['alg NONE', () => forged({ alg: 'NONE' }, claimsWith({}), () => ''), byBoth],
    [
      'HS256, signed with the public key, to a server that knows only public keys',
      () => forged({ alg: 'HS256', kid: 'RS256' }, claimsWith({}), hmacWith(issuer.publicPem)),
      byUrl,
    ],
    [
      'HS256, signed with the public key, to a server that also has a secret',
      () => forged({ alg: 'HS256', kid: 'RS256' }, claimsWith({}), hmacWith(issuer.publicPem)),
      byBoth,
    ],
    ['HS256, signed with another secret', () => hs256('x'.repeat(40)), bySecret],
    [
      'HS512, which was not chosen',
      () => forged({ alg: 'HS512' }, claimsWith({}), hmacWith(secret)),
      bySecret,
    ],
    ['signed by a key pair, to a server that has only a secret', () => issuer.sign(), bySecret],
    ['an unknown key id', () => issuer.sign({}, { kid: 'other' }), byUrl],
    ['a key id of a key for another algorithm', () => issuer.sign({}, { kid: 'ES256' }), byUrl],
    ['a signature that is cut', async () => (await issuer.sign()).slice(0, -6), byUrl],
    ['no signature', async () => (await issuer.sign()).replace(/[^.]*$/, ''), byUrl],
    [
      'claims of another token',
      async () => swapped(await issuer.sign(), await issuer.sign({ tenant: 'umbrella' })),
      byUrl,
    ],
    [
      'a critical header that nobody knows',
      () => forged({ alg: 'RS256', crit: ['x'], x: 1 }, claimsWith({}), () => 'AA'),
      byUrl,
    ],
    [
      'an embedded key of its own',
      () => forged({ alg: 'RS256', jwk: issuer.jwks.keys[0] }, claimsWith({}), () => 'AA'),
      byUrl,
    ],
    ['16,385 characters', () => 'a'.repeat(16_385), byBoth],
    ['nothing but dots', () => '..', byBoth],
    ['nothing', () => '', byBoth],
  ];
  for (const [name, token, by] of attacks) {
    it(`has ${name}`, async () => {
      const text = await token();
      const error = await thrownBy(() => by.authenticateToken(text));
      expect(error.code).toBe('UNAUTHENTICATED');
      const told = JSON.stringify([error, error.stack, error.cause]);
      for (const part of text.split('.').filter(({ length }) => length > 20)) {
        expect(told).not.toContain(part);
      }
    });
  }

  function swapped(signed: string, other: string): string {
    const [header, , signature] = signed.split('.');
    return [header, other.split('.')[1], signature].join('.');
  }
});

describe('the keys of an issuer', () => {
  it('are asked for once, not again for each unknown key id', async () => {
    const one = await authenticatorWith({ AUTH_JWKS_URL: issuer.jwksUrl });
    const before = issuer.fetches;
    const strangers = Array.from({ length: 20 }, (_, index) =>
      issuer.sign({}, { kid: `k${index}` }),
    );
    for (const token of strangers) {
      const error = await thrownBy(async () => one.authenticateToken(await token));
      expect(error.message).toBe('The token was signed with an unknown key.');
    }
    expect(issuer.fetches - before).toBe(1);
  });

  it('that cannot be had are no fault of the token, and are not asked for at every request', async () => {
    await using broken = await startIssuer();
    broken.status = 500;
    const one = await authenticatorWith({ AUTH_JWKS_URL: broken.jwksUrl });
    const token = await broken.sign();
    for (let attempt = 0; attempt < 5; attempt++) {
      const error = await thrownBy(() => one.authenticateToken(token));
      expect(error).toMatchObject({ code: 'AUTH_UNAVAILABLE', retryable: true });
    }
    expect(broken.fetches).toBe(1);
  });
});

describe('settings that would accept too much', () => {
  const wrong: [env: Record<string, string>, says: string][] = [
    [{ AUTH_SECRET: secret, AUTH_ISSUER: '' }, 'AUTH_ISSUER is empty'],
    [{ AUTH_SECRET: secret, AUTH_AUDIENCE: '' }, 'AUTH_AUDIENCE is empty'],
    [{ AUTH_JWKS_URL: issuer.jwksUrl, AUTH_ALGORITHMS: ',' }, 'AUTH_ALGORITHMS is empty'],
    [{ AUTH_JWKS_URL: issuer.jwksUrl, AUTH_JWKS_FILE: 'x' }, 'are both set'],
    [{ AUTH_JWKS_FILE: '/nowhere/at/all' }, 'AUTH_JWKS_FILE: /nowhere/at/all cannot be used'],
    [
      { AUTH_API_KEYS_FILE: '/nowhere/at/all' },
      'AUTH_API_KEYS_FILE: /nowhere/at/all cannot be used',
    ],
  ];
  for (const [env, says] of wrong) {
    it(`are refused: ${says}`, async () => {
      const error = await thrownBy(() => authenticatorWith(env));
      expect(error).toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(says),
      });
    });
  }
});
