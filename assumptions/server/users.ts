/** Who may log in: names and scrypt hashes of passwords. */
import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { LiveCalcError } from '../../contracts/errors.ts';
import { nameSchema } from '../../service/auth/name.ts';
import type { Secret } from '../../service/settings/secret.ts';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** In the folder that is served. */
export const usersFileName = 'users.json';

/** 16 MiB and some 50 ms for each password that is tried. */
const cost = { N: 2 ** 14, r: 8, p: 1 };
const keyBytes = 32;
const saltBytes = 16;

const usersSchema = z.strictObject({
  users: z.array(
    z.strictObject({
      user: nameSchema,
      /** `SALT:KEY` in hex: scrypt with N = 16384, r = 8, p = 1 and 32 bytes. */
      scrypt: z.string().regex(/^[0-9a-f]{32}:[0-9a-f]{64}$/),
    }),
  ),
});

export type PasswordHashes = ReadonlyMap<string, string>;

export async function hashPassword(password: Secret): Promise<string> {
  const salt = randomBytes(saltBytes);
  const key = await derive(password.reveal(), salt, keyBytes, cost);
  return `${salt.toString('hex')}:${key.toString('hex')}`;
}

/** Nobody's: checked for unknown users, so that the time does not tell who is known. */
const nobody = `${'0'.repeat(2 * saltBytes)}:${'0'.repeat(2 * keyBytes)}`;

/** Whether a user has this password. */
export async function isPasswordOf(
  users: PasswordHashes,
  user: string,
  password: string,
): Promise<boolean> {
  const known = users.get(user);
  const [salt = '', key = ''] = (known ?? nobody).split(':');
  const derived = await derive(password, Buffer.from(salt, 'hex'), keyBytes, cost);
  return timingSafeEqual(derived, Buffer.from(key, 'hex')) && known !== undefined;
}

/** Null where there is no such file. Throws CONFIG_INVALID. */
export async function readUsers(file: string): Promise<PasswordHashes | null> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw unusable(file, `it cannot be read (${cause.code})`);
  });
  if (text === null) return null;
  const parsed = usersSchema.safeParse(jsonOrNull(text));
  if (!parsed.success) throw unusable(file, 'it does not list users and hashes of passwords');
  return new Map(parsed.data.users.map((one) => [one.user, one.scrypt]));
}

/** Adds a user, or gives one another password. Throws CONFIG_INVALID where the file is another. */
export async function writeUser(file: string, user: string, password: Secret): Promise<void> {
  if (!nameSchema.safeParse(user).success) {
    const expected = '1 to 256 characters, none of them a control character';
    throw new LiveCalcError('ARGUMENT_INVALID', `A user's name has ${expected}.`, { expected });
  }
  const users = new Map(await readUsers(file));
  users.set(user, await hashPassword(password));
  const list = [...users].map(([name, hash]) => ({ user: name, scrypt: hash }));
  const temporary = `${file}.part`;
  try {
    await writeFile(temporary, `${JSON.stringify({ users: list }, null, 2)}\n`, { mode: 0o600 });
    await rename(temporary, file);
  } catch (cause) {
    const message = `The users cannot be written to ${file} (${(cause as NodeJS.ErrnoException).code}).`;
    throw new LiveCalcError('OUTPUT_UNWRITABLE', message, { file }, cause);
  }
}

function unusable(file: string, why: string): LiveCalcError {
  const message = `The users of the Assumptions Manager cannot be read from ${file}: ${why}. Make it with livecalc assumptions user.`;
  return new LiveCalcError('CONFIG_INVALID', message, { file });
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
