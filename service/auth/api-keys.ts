/** API keys, of which the server knows only the SHA-256. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../../contracts/parse-json.ts';
import { sha256Schema } from '../../contracts/package-manifest.ts';
import { roles, type Principal } from '../principal.ts';
import { unauthenticated, type TokenVerifier } from './authenticator.ts';
import { nameSchema } from './name.ts';
import { type OnUnusableFile, watchFile } from './watched-file.ts';

/**
 * A hash without salt and stretching protects only keys that cannot be guessed: 32 characters are
 * 128 bits when they are random hex.
 */
const leastCharacters = 32;

const apiKeysSchema = z
  .array(
    z.strictObject({
      /** Names the key in audit lines. */
      id: nameSchema,
      tenant: nameSchema,
      roles: z.array(z.enum(roles)).min(1),
      sha256: sha256Schema,
    }),
  )
  .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'an id occurs twice')
  .refine(
    (keys) => new Set(keys.map(({ sha256 }) => sha256)).size === keys.length,
    'a sha256 occurs twice',
  );

interface ApiKey {
  readonly sha256: Buffer;
  readonly principal: Principal;
}

/** Throws CONFIG_INVALID where the file cannot be used. */
export async function apiKeyVerifier(
  file: string,
  onUnusableFile: OnUnusableFile,
): Promise<TokenVerifier> {
  const keys = await watchFile(
    { setting: 'AUTH_API_KEYS_FILE', file },
    parseApiKeys,
    onUnusableFile,
  );
  return {
    // A JWT has dots, a key must not.
    takes: (token) => !token.includes('.'),
    async verify(token) {
      const principal = principalOf(token, await keys.current());
      if (principal === null) throw unauthenticated('The API key is not known.');
      return principal;
    },
  };
}

function parseApiKeys(text: string): ApiKey[] {
  const parsed = apiKeysSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return parsed.data.map(({ id, tenant, roles: granted, sha256 }) => ({
    sha256: Buffer.from(sha256, 'hex'),
    principal: { subject: id, tenant, roles: granted, method: 'apiKey' },
  }));
}

/** Compares with every key, so that the time tells nothing of which was near. */
function principalOf(token: string, keys: readonly ApiKey[]): Principal | null {
  const sha256 = createHash('sha256').update(token).digest();
  let found: Principal | null = null;
  for (const key of keys) if (timingSafeEqual(key.sha256, sha256)) found = key.principal;
  return token.length < leastCharacters ? null : found;
}
