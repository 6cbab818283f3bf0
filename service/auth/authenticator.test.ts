import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingsOf } from '../testing/auth-settings.ts';
import { thrownBy } from '../testing/thrown.ts';
import { createAuthenticator } from './create-authenticator.ts';

const settings = settingsOf({ AUTH_SECRET: 'a shared secret that has more than 32 bytes' });
const authenticator = await createAuthenticator(settings, () => {});

const part = fc.oneof(fc.base64String({ maxLength: 40 }), fc.json().map(base64url));
const headers = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string().map((text) => `Bearer ${text}`),
  fc.array(part, { maxLength: 6 }).map((parts) => `Bearer ${parts.join('.')}`),
  fc
    .array(part, { maxLength: 6 })
    .map((parts) => `bearer  ${base64url('{"alg":"HS256"}')}.${parts.join('.')}`),
);

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

describe('an Authorization header', () => {
  it('that nobody signed is always refused, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(headers, async (header) => {
        const error = await thrownBy(() => authenticator.authenticateHeader(header));
        expect(error.code).toBe('UNAUTHENTICATED');
      }),
      { numRuns: 2000 },
    );
  });

  it('that is missing is told how to be written', async () => {
    const error = await thrownBy(() => authenticator.authenticateHeader(undefined));
    expect(error.message).toBe('The request names nobody. Send "Authorization: Bearer TOKEN".');
  });

  it('is not asked for where no method is configured: everybody is local', async () => {
    const open = await createAuthenticator(settingsOf({}), () => {});
    expect([open.required, authenticator.required]).toEqual([false, true]);
    expect(await open.authenticateHeader(undefined)).toEqual({
      subject: 'local',
      tenant: 'local',
      roles: ['viewer', 'submitter', 'operator', 'admin'],
      method: 'none',
    });
  });
});
