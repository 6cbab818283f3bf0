import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../service/testing/thrown.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { ObjectTokens } from './object-tokens.ts';

const morning = Date.UTC(2026, 10, 21, 10);
const secret = 'ab'.repeat(32);
const grant = { tenant: 'acme', jobId: randomUUID() };
const at = (ms: number): ObjectTokens => new ObjectTokens(secret, () => ms);

describe('a token for objects', () => {
  it('says whose objects and for which job', async () => {
    expect(await at(morning).verify(await at(morning).mint(grant, 60))).toEqual(grant);
  });

  it('lasts as long as was said, and a little longer for clocks that differ', async () => {
    const token = await at(morning).mint(grant, 60);
    expect(await at(morning + 85_000).verify(token)).toEqual(grant);
    expect(await thrownBy(() => at(morning + 95_000).verify(token))).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('has expired') as string,
    });
  });

  it('lasts a day where nothing is said', async () => {
    const token = await at(morning).mint(grant);
    expect(await at(morning + 23 * 3_600_000).verify(token)).toEqual(grant);
  });

  it.each([
    {
      what: 'of another secret',
      token: () => new ObjectTokens('cd'.repeat(32), () => morning).mint(grant),
    },
    { what: 'without a signature', token: () => Promise.resolve(unsigned()) },
    { what: 'of another algorithm', token: () => signed({ ...claims }, 'HS512') },
    { what: 'without an end', token: () => signed({ tenant: 'acme', job: grant.jobId }) },
    { what: 'without a tenant', token: () => signed({ job: grant.jobId, exp: claims.exp }) },
    { what: 'that is none', token: () => Promise.resolve('not.a.token') },
  ])('is refused: one $what', async ({ token }) => {
    const refused = await token();
    expect((await thrownBy(() => at(morning).verify(refused))).code).toBe('UNAUTHENTICATED');
  });

  it('of one gateway is known to every gateway of the store', async () => {
    const now = (): number => morning;
    await using store = await openSqliteStore({ file: ':memory:', now });
    const [one, other] = [await ObjectTokens.of(store, now), await ObjectTokens.of(store, now)];
    expect(await other.verify(await one.mint(grant))).toEqual(grant);
  });
});

const claims = { tenant: 'acme', job: grant.jobId, exp: morning / 1000 + 60 };

async function signed(payload: Record<string, unknown>, alg = 'HS256'): Promise<string> {
  return await new SignJWT(payload).setProtectedHeader({ alg }).sign(Buffer.from(secret, 'hex'));
}

function unsigned(): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.`;
}
