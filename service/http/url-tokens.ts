/** Credentials in a URL end in logs, histories and Referer headers: such requests are refused. */
import { LiveCalcError } from '../../contracts/errors.ts';

const names = new Set([
  'access_token',
  'accesstoken',
  'token',
  'id_token',
  'jwt',
  'bearer',
  'auth',
  'authorization',
  'api_key',
  'apikey',
  'api-key',
  'key',
  'secret',
  'password',
]);

/** Of the path and query of a request. Throws REQUEST_INVALID, whose message does not show the value. */
export function refuseUrlTokens(url: string): void {
  const query = url.slice(url.indexOf('?') + 1 || url.length);
  const found = [...new URLSearchParams(query).keys()].find((name) =>
    names.has(name.toLowerCase()),
  );
  if (found === undefined) return;
  throw new LiveCalcError(
    'REQUEST_INVALID',
    `The address has the parameter ${found}. Credentials never stand in an address: send them in the ` +
      'header "Authorization: Bearer TOKEN", or in the first message "authenticate" of a socket. What ' +
      'stood in the address should be replaced.',
    { found, expected: 'no credentials in the address' },
  );
}
