/** An operator, an account with JetStream and users of it, as `nsc` makes them: JWTs signed by nkeys. */
import { createHash } from 'node:crypto';
import { nkeys } from '@nats-io/transport-node';

type KeyPair = ReturnType<typeof nkeys.createOperator>;

export interface NatsAccounts {
  /** For nats-server's configuration file. */
  readonly config: string;
  /** A .creds file of a new user. */
  readonly newUser: () => string;
  /** One of an account that the server does not know. */
  readonly strangeUser: () => string;
}

const noLimits = { subs: -1, data: -1, payload: -1 };
const accountLimits = {
  ...noLimits,
  imports: -1,
  exports: -1,
  wildcards: true,
  conn: -1,
  leaf: -1,
};
const jetStreamLimits = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };

export function createNatsAccounts(): NatsAccounts {
  const operator = nkeys.createOperator();
  const [system, account] = [nkeys.createAccount(), nkeys.createAccount()];
  const systemJwt = token(operator, system, 'SYS', { type: 'account', limits: accountLimits });
  const limits = { ...accountLimits, ...jetStreamLimits };
  const accountJwt = token(operator, account, 'livecalc', { type: 'account', limits });
  const own = { type: 'operator', system_account: system.getPublicKey() };
  const config = [
    `operator: ${token(operator, operator, 'test', own)}`,
    `system_account: ${system.getPublicKey()}`,
    'resolver: MEMORY',
    'resolver_preload: {',
    `  ${system.getPublicKey()}: ${systemJwt}`,
    `  ${account.getPublicKey()}: ${accountJwt}`,
    '}',
  ].join('\n');
  return {
    config,
    newUser: () => userOf(account),
    strangeUser: () => userOf(nkeys.createAccount()),
  };
}

function userOf(account: KeyPair): string {
  const user = nkeys.createUser();
  const jwt = token(account, user, 'user', { type: 'user', ...noLimits });
  const seed = new TextDecoder().decode(user.getSeed());
  return [
    `-----BEGIN NATS USER JWT-----\n${jwt}\n------END NATS USER JWT------\n`,
    `-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`,
  ].join('\n');
}

/** What `issuer` says of `subject`. */
function token(issuer: KeyPair, subject: KeyPair, name: string, nats: object): string {
  const claims = {
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.getPublicKey(),
    sub: subject.getPublicKey(),
    name,
    nats: { ...nats, version: 2 },
  };
  const jti = createHash('sha256').update(JSON.stringify(claims)).digest('hex');
  const head = { typ: 'JWT', alg: 'ed25519-nkey' };
  const signed = [head, { ...claims, jti }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = issuer.sign(new TextEncoder().encode(signed));
  return `${signed}.${Buffer.from(signature).toString('base64url')}`;
}
