/** The settings that every server of ours has. */
import { roles } from '../principal.ts';
import { setting, type Settings } from './setting.ts';
import {
  anyText,
  listOf,
  mapTo,
  oneOf,
  secretText,
  webAddress,
  webOrigin,
  wholeNumber,
} from './text-types.ts';

export const listeningSettings = {
  PORT: setting(wholeNumber(0, 65_535), {
    default: 3000,
    reason: 'Where the server listens; 0 takes any free port.',
  }),
  HOST: setting(anyText('an address or a name of this machine'), {
    default: '127.0.0.1',
    reason: 'Beyond loopback the server starts only with AUTH_ settings; the image sets 0.0.0.0.',
  }),
  TRUST_PROXY: setting(wholeNumber(0, 10), {
    default: 0,
    unit: 'proxies',
    reason:
      'So many proxies stand in front and append to X-Forwarded-For; with 0 that header is not believed.',
  }),
  REQUEST_TIMEOUT_SECONDS: setting(wholeNumber(1, 86_400), {
    default: 600,
    unit: 's',
    reason:
      'Within which a request must have come in whole: the slowest upload that is waited for.',
  }),
  GRACE_SECONDS: setting(wholeNumber(0, 86_400), {
    default: 30,
    unit: 's',
    reason: 'How long running work may take to finish after SIGTERM.',
  }),
};

export const loggingSettings = {
  LOG_LEVEL: setting(oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), {
    default: 'info',
    reason: 'What the log holds. The audit lines do not depend on it.',
  }),
  AUDIT_FILE: setting(anyText('a path'), {
    default: null,
    reason: 'Where audit lines are appended; without it they go to stdout, as `"channel":"audit"`.',
  }),
};

export const originSettings = {
  ALLOWED_ORIGINS: setting(listOf(webOrigin()), {
    default: [],
    reason: 'Web pages from elsewhere that may call this server. Programs send no Origin.',
  }),
};

/** Signature algorithms of key pairs: neither `none` nor HS* can be chosen for a JWKS. */
const keyPairAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

export const authSettings = {
  AUTH_JWKS_URL: setting(webAddress(), {
    default: null,
    reason: "The issuer's public keys: bearer tokens (JWT) signed by them are accepted.",
  }),
  AUTH_JWKS_FILE: setting(anyText('a path'), {
    default: null,
    reason: 'The same keys from a file, where the server reaches no issuer; read again on change.',
  }),
  AUTH_ALGORITHMS: setting(listOf(oneOf(keyPairAlgorithms)), {
    default: ['RS256', 'ES256', 'PS256', 'EdDSA'],
    reason:
      'How tokens checked with AUTH_JWKS_ keys may be signed. `none` and HS256 cannot be chosen.',
  }),
  AUTH_SECRET: setting(secretText(32), {
    default: null,
    secret: true,
    reason:
      'Shared secret of at least 32 bytes: bearer tokens signed by it with HS256 are accepted.',
  }),
  AUTH_ISSUER: setting(listOf(anyText()), {
    default: [],
    reason: 'The `iss` of acceptable tokens; needed with AUTH_JWKS_ or AUTH_SECRET.',
  }),
  AUTH_AUDIENCE: setting(listOf(anyText()), {
    default: [],
    reason: 'The `aud` of acceptable tokens; needed with AUTH_JWKS_ or AUTH_SECRET.',
  }),
  AUTH_CLOCK_TOLERANCE_SECONDS: setting(wholeNumber(0, 300), {
    default: 30,
    unit: 's',
    reason: "How far the issuer's clock may be from ours when `exp` and `nbf` are checked.",
  }),
  AUTH_TENANT_CLAIM: setting(anyText(), {
    default: 'tenant',
    reason: 'The claim that names the tenant; `tid` for Entra ID.',
  }),
  AUTH_ROLES_CLAIM: setting(anyText(), {
    default: 'roles',
    reason: 'The claim with the roles, as a list or with spaces between.',
  }),
  AUTH_SUBJECT_CLAIM: setting(anyText(), {
    default: 'sub',
    reason: 'The claim that names the user in audit lines; `oid` for Entra ID.',
  }),
  AUTH_ROLE_MAP: setting(mapTo(roles), {
    default: { words: 'none', value: () => new Map() },
    reason: "What the issuer's role names mean here, for example `LiveCalc.Run=submitter`.",
  }),
  AUTH_API_KEYS_FILE: setting(anyText('a path'), {
    default: null,
    reason: 'Hashed API keys (docs/security.md), read again on change.',
  }),
};

export const serverSettings = {
  ...listeningSettings,
  ...loggingSettings,
  ...originSettings,
  ...authSettings,
};

export type ListeningSettings = Settings<typeof listeningSettings>;
export type LoggingSettings = Settings<typeof loggingSettings>;
export type AuthSettings = Settings<typeof authSettings>;
export type ServerSettings = Settings<typeof serverSettings>;
