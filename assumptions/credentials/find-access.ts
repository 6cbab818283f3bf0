/** Which manager is asked, and with whose token: the first source that has one. docs/assumptions.md lists them. */
import path from 'node:path';
import type { AmCredentials } from '../../contracts/dag/am-credentials.ts';
import type { RunConfig } from '../../contracts/config.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { localPrefix } from '../../contracts/file-reference.ts';
import { isLoopback } from '../../service/auth/check-listening.ts';
import type { Secret } from '../../service/settings/secret.ts';
import type { IssuedToken } from '../client/manager-client.ts';
import { givenToken } from '../client/token-session.ts';
import {
  credentialsFileName,
  readCredentials,
  type StoredCredentials,
} from './credentials-file.ts';
import { tokenVariable, urlVariable } from './variables.ts';

/** Asks a person; what is hidden is not shown while it is typed. */
export type Ask = (question: string, options: { readonly hidden: boolean }) => Promise<string>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a caller brings: arguments come before everything else. */
export interface AccessOptions {
  readonly url?: string | undefined;
  readonly token?: Secret | undefined;
  readonly env: Environment;
  /** Null where there is nobody to ask. */
  readonly ask: Ask | null;
  readonly warn: (text: string) => void;
}

/** Where a configuration lies, and what it says of the manager. */
export interface ModelPlace {
  /** Absolute. */
  readonly folder: string;
  readonly settings?: RunConfig['assumptionsManager'];
  /** `am_credentials` of a DAG file. Throws CONFIG_INVALID for a variable that is not set. */
  readonly stated?: () => AmCredentials;
}

/** The address and, where nobody need be asked, the token. */
export interface FoundAccess {
  readonly url: string;
  readonly token: IssuedToken | null;
}

/** Throws CONFIG_INVALID where no manager is named, and what reading the credentials' file throws. */
export async function findAccess(options: AccessOptions, place: ModelPlace): Promise<FoundAccess> {
  const { env, url, token } = options;
  const stored = once(() => storedCredentials(options, place));
  const address =
    url || env[urlVariable] || place.stated?.().url || place.settings?.url || (await stored())?.url;
  if (!address) throw noManager();
  const own = token?.reveal() || env[tokenVariable]?.trim();
  if (own && !url && !env[urlVariable]) await checkTrusted(address);
  const given = own || place.stated?.().token;
  if (given) return { url: address, token: givenToken(given) };
  const credentials = await stored();
  if (credentials === null || credentials.token === null) return { url: address, token: null };
  checkSameManager(credentials, address);
  return { url: address, token: givenToken(credentials.token.reveal()) };
}

function storedCredentials(
  { warn }: AccessOptions,
  { folder, settings }: ModelPlace,
): Promise<StoredCredentials | null> {
  const named = settings?.credentials;
  const file = named === undefined ? credentialsFileName : named.slice(localPrefix.length);
  return readCredentials(path.resolve(folder, file), named === undefined, warn);
}

/** A model comes from anywhere: it may not say where a token goes that lies in the environment. */
async function checkTrusted(address: string): Promise<void> {
  if (URL.canParse(address) && (await isLoopback(new URL(address).hostname))) return;
  const message =
    `The model names the Assumptions Manager ${address}, and the token is yours: it goes only where ` +
    `you say. Set ${urlVariable}=${address} if you trust that address.`;
  throw new LiveCalcError('UNAUTHENTICATED', message, { found: address, expected: urlVariable });
}

/** A token goes only to the manager that it was issued by. */
function checkSameManager({ file, url }: StoredCredentials, address: string): void {
  const plain = (text: string): string => text.replace(/\/+$/, '');
  if (url === null || plain(url) === plain(address)) return;
  const message =
    `${file} holds a token for ${url}, and the Assumptions Manager that is asked is ${address}. ` +
    `Log in there with livecalc assumptions login, or set ${tokenVariable}.`;
  throw new LiveCalcError('UNAUTHENTICATED', message, { file, found: url, expected: address });
}

function noManager(): LiveCalcError {
  const expected = `${urlVariable}, or "assumptionsManager": {"url": ...} in the configuration`;
  const message = `No Assumptions Manager is named; expected its address in ${expected}.`;
  return new LiveCalcError('CONFIG_INVALID', message, { expected });
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}
