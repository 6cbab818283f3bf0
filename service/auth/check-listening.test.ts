import { describe, expect, it } from 'vitest';
import { settingsOf } from '../testing/auth-settings.ts';
import { thrownBy } from '../testing/thrown.ts';
import { checkListening } from './check-listening.ts';

describe('a server without credentials', () => {
  for (const HOST of ['127.0.0.1', '127.8.9.10', '::1', 'localhost', '::ffff:127.0.0.1']) {
    it(`may listen at ${HOST}`, async () => {
      await expect(checkListening(settingsOf({ HOST }))).resolves.toBeUndefined();
    });
  }

  for (const HOST of ['0.0.0.0', '::', '10.0.0.7', '128.0.0.1', 'no-such-host.invalid']) {
    it(`may not listen at ${HOST}, and is told how to mend that`, async () => {
      const error = await thrownBy(() => checkListening(settingsOf({ HOST })));
      expect(error.code).toBe('CONFIG_INVALID');
      expect(error.message).toMatch(/AUTH_API_KEYS_FILE .* or HOST=127\.0\.0\.1/);
    });
  }
});

describe('a server with credentials', () => {
  const methods = [
    { AUTH_SECRET: 'a shared secret that has more than 32 bytes' },
    { AUTH_JWKS_URL: 'https://issuer.test/keys' },
    { AUTH_API_KEYS_FILE: 'keys.json' },
  ];
  for (const method of methods) {
    it(`may listen everywhere, by ${Object.keys(method).join()}`, async () => {
      const settings = settingsOf({ HOST: '0.0.0.0', ...method });
      await expect(checkListening(settings)).resolves.toBeUndefined();
    });
  }
});
