/** am_credentials.json: which manager, and the token for it. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { LiveCalcError } from '../../contracts/errors.ts';
import { Secret } from '../../service/settings/secret.ts';
import { checkRegularFile } from '../../tables/node/regular-file.ts';

export const credentialsFileName = 'am_credentials.json';

const credentialsSchema = z.strictObject({
  url: z.string().min(1).optional(),
  token: z.string().min(1).optional(),
});

export interface StoredCredentials {
  readonly file: string;
  readonly url: string | null;
  readonly token: Secret | null;
}

/**
 * Null where there is no such file and none was asked for. Warns where others of this machine can read
 * it. Throws FILE_NOT_FOUND, FILE_UNREADABLE; no message holds anything of its text.
 */
export async function readCredentials(
  file: string,
  isOptional: boolean,
  warn: (text: string) => void,
): Promise<StoredCredentials | null> {
  await checkRegularFile(file);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    if (isOptional && code === 'ENOENT') return null;
    const message = `The credentials for the Assumptions Manager cannot be read from ${file} (${code}).`;
    throw new LiveCalcError('FILE_NOT_FOUND', message, { file }, cause);
  });
  if (text === null) return null;
  const parsed = credentialsSchema.safeParse(jsonOrNull(text));
  if (!parsed.success) {
    const expected = '{"url": "https://am.example.com", "token": "..."}';
    const message = `${file} holds no credentials for an Assumptions Manager; expected ${expected}.`;
    throw new LiveCalcError('FILE_UNREADABLE', message, { file, expected });
  }
  await warnOfReaders(file, warn);
  const { url = null, token } = parsed.data;
  return { file, url, token: token === undefined ? null : new Secret(token) };
}

/** Only its owner can read it. Throws OUTPUT_UNWRITABLE. */
export async function writeCredentials(file: string, url: string, token: Secret): Promise<void> {
  const text = `${JSON.stringify({ url, token: token.reveal() }, null, 2)}\n`;
  await checkReplaceable(file);
  await writeFile(file, text, { mode: ownerOnly }).catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    const message = `The token cannot be written to ${file} (${code}). Choose another file with --out.`;
    throw new LiveCalcError('OUTPUT_UNWRITABLE', message, { file }, cause);
  });
}

const ownerOnly = 0o600;
const others = 0o077;

/** `mode` counts for new files alone: one that others can read would keep its mode. */
async function checkReplaceable(file: string): Promise<void> {
  const mode = (await stat(file).catch(() => null))?.mode ?? 0;
  if (process.platform === 'win32' || (mode & others) === 0) return;
  const message = `${file} is there, and other users can read it. Remove it, or chmod 600 it, and log in again.`;
  throw new LiveCalcError('OUTPUT_UNWRITABLE', message, { file });
}

async function warnOfReaders(file: string, warn: (text: string) => void): Promise<void> {
  // Windows keeps who may read in lists that this number does not show.
  if (process.platform === 'win32') return;
  const { mode } = await stat(file);
  if ((mode & others) === 0) return;
  const shown = (mode & 0o777).toString(8);
  warn(
    `Other users of this machine can read ${file} (mode ${shown}), which holds a token. chmod 600 ${file}`,
  );
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
