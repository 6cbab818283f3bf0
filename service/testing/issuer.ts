/** An issuer of tokens for tests: real keys, and a real server that publishes them. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  type JSONWebKeySet,
  type JWTPayload,
} from 'jose';

export const issuerName = 'https://issuer.test';
export const audience = 'livecalc';

/** Other claims than those of a good token; undefined leaves one out. */
export type Claims = Readonly<Record<string, unknown>>;

export interface Issuer extends AsyncDisposable {
  readonly jwksUrl: string;
  readonly jwks: JSONWebKeySet;
  /** The RSA public key as text, as an attacker has it. */
  readonly publicPem: string;
  /** How often the keys were asked for. */
  readonly fetches: number;
  /** What the server answers with; 200 brings the keys. */
  status: number;
  /** A token signed with `algorithm`. */
  sign(claims?: Claims, options?: SignOptions): Promise<string>;
}

export interface SignOptions {
  readonly algorithm?: Algorithm;
  readonly kid?: string;
}

const algorithms = ['RS256', 'ES256', 'PS256', 'EdDSA'] as const;
type Algorithm = (typeof algorithms)[number];

export async function startIssuer(): Promise<Issuer> {
  const pairs = await Promise.all(
    algorithms.map(async (alg) => ({
      alg,
      ...(await generateKeyPair(alg, { extractable: true })),
    })),
  );
  const keys = await Promise.all(
    pairs.map(async ({ alg, publicKey }) => ({ ...(await exportJWK(publicKey)), alg, kid: alg })),
  );
  const publicPem = await exportSPKI(pairs[0]!.publicKey);
  const state = { fetches: 0, status: 200 };
  const server = createServer((_request, response) => {
    state.fetches++;
    response.writeHead(state.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    jwks: { keys },
    publicPem,
    get fetches() {
      return state.fetches;
    },
    get status() {
      return state.status;
    },
    set status(status) {
      state.status = status;
    },
    async sign(claims = {}, { algorithm = 'RS256', kid = algorithm } = {}) {
      const { privateKey } = pairs.find(({ alg }) => alg === algorithm)!;
      return await new SignJWT(claimsWith(claims))
        .setProtectedHeader({ alg: algorithm, kid })
        .sign(privateKey);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Those of a good token, with others in their place. */
export function claimsWith(claims: Claims): JWTPayload {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const all = {
    iss: issuerName,
    aud: audience,
    exp: nowSeconds + 300,
    sub: 'ada',
    tenant: 'acme',
    roles: ['submitter'],
    ...claims,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
