import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { thrownBy } from '../testing/thrown.ts';
import { loadSettings, type Environment } from './load-settings.ts';
import type { Secret } from './secret.ts';
import { serverSettings } from './server-settings.ts';
import { setting } from './setting.ts';
import { settingsTable } from './settings-table.ts';
import { wholeNumber } from './text-types.ts';

const schema = {
  ...serverSettings,
  MAX_QUEUED_JOBS: setting(wholeNumber(1, 1000), {
    default: 100,
    unit: 'jobs',
    reason: 'A queue.',
  }),
  THREADS: setting(wholeNumber(1, 256), {
    default: { words: 'the cores granted', value: () => 7 },
    reason: 'Threads.',
  }),
};

describe('settings of an environment', () => {
  it('has every default where nothing is set, or what is set is empty', () => {
    const settings = loadSettings(schema, { PORT: '', HOME: '/root', PATH: '/bin' });
    expect(settings).toMatchObject({
      PORT: 3000,
      HOST: '127.0.0.1',
      THREADS: 7,
      ALLOWED_ORIGINS: [],
      AUTH_SECRET: null,
      AUTH_ALGORITHMS: ['RS256', 'ES256', 'PS256', 'EdDSA'],
    });
  });

  it('reads every kind of value', () => {
    const settings = loadSettings(schema, {
      PORT: '8080',
      LOG_LEVEL: 'debug',
      ALLOWED_ORIGINS: 'https://a.example, http://localhost:5173',
      AUTH_ROLE_MAP: 'LiveCalc.Run=submitter, LiveCalc.Read = viewer',
      AUTH_JWKS_URL: 'https://issuer.test/keys',
    });
    expect(settings.PORT).toBe(8080);
    expect(settings.ALLOWED_ORIGINS).toEqual(['https://a.example', 'http://localhost:5173']);
    expect([...settings.AUTH_ROLE_MAP]).toEqual([
      ['LiveCalc.Run', 'submitter'],
      ['LiveCalc.Read', 'viewer'],
    ]);
    expect(settings.AUTH_JWKS_URL?.host).toBe('issuer.test');
  });

  const wrong: [env: Environment, says: string][] = [
    [{ PORT: 'abc' }, 'PORT is "abc"; expected a whole number from 0 to 65535.'],
    [{ PORT: '65536' }, 'PORT is "65536"; expected a whole number from 0 to 65535.'],
    [{ PORT: '1e3' }, 'PORT is "1e3"'],
    [{ PORT: ' 80' }, 'PORT is " 80"'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud"; expected one of fatal, error'],
    [{ ALLOWED_ORIGINS: '*' }, 'ALLOWED_ORIGINS is "*"; expected a list'],
    [{ ALLOWED_ORIGINS: 'https://a.example/' }, 'an origin such as'],
    [{ ALLOWED_ORIGINS: 'https://a.example:443' }, 'an origin such as'],
    [{ AUTH_JWKS_URL: 'http://issuer.test/keys' }, 'expected an https address'],
    [{ AUTH_JWKS_URL: 'file:///etc/passwd' }, 'expected an https address'],
    [{ AUTH_ALGORITHMS: 'RS256,none' }, 'AUTH_ALGORITHMS is "RS256,none"; expected a list'],
    [{ AUTH_ALGORITHMS: 'HS256' }, 'AUTH_ALGORITHMS is "HS256"; expected a list'],
    [{ AUTH_ROLE_MAP: 'X=root' }, 'VALUE one of viewer, submitter, operator, admin'],
    [{ MAX_QUEUE_JOBS: '5' }, 'MAX_QUEUE_JOBS is no setting; did you mean MAX_QUEUED_JOBS?'],
    [{ AUTH_AUDIANCE: 'x' }, 'AUTH_AUDIANCE is no setting; did you mean AUTH_AUDIENCE?'],
    [{ AUTH_TOTALLY_NEW: 'x' }, 'AUTH_TOTALLY_NEW is no setting; those are AUTH_JWKS_URL'],
    [{ LOGLEVEL: 'info' }, 'LOGLEVEL is no setting; did you mean LOG_LEVEL?'],
    [
      { AUTH_SECRET_FILE: '/nowhere/at/all' },
      'AUTH_SECRET_FILE is "/nowhere/at/all"; expected a file',
    ],
    [{ AUTH_SECRET: 'a', AUTH_SECRET_FILE: 'b' }, 'AUTH_SECRET and AUTH_SECRET_FILE are both set'],
  ];
  for (const [env, says] of wrong) {
    it(`refuses ${JSON.stringify(env)}`, async () => {
      const error = await thrownBy(() => loadSettings(schema, env));
      expect(error.code).toBe('CONFIG_INVALID');
      expect(error.message).toContain(says);
    });
  }

  it('tells of all mistakes at once', async () => {
    const error = await thrownBy(() => loadSettings(schema, { PORT: 'x', GRACE_SECONDS: '-1' }));
    expect(error.message).toContain('PORT is "x"');
    expect(error.message).toContain('GRACE_SECONDS is "-1"');
    expect(error.details).toMatchObject({ found: '"x"', furtherProblems: 1 });
  });

  it('leaves alone what others put there', () => {
    const foreign = {
      HOSTNAME: 'pod-1',
      HOME: '/root',
      SHELL: '/bin/sh',
      NODE_ENV: 'production',
      XDG_DATA_DIRS: '/usr/share',
      KUBERNETES_PORT: 'tcp://10.0.0.1:443',
      AUTH_SERVICE_HOST: '10.0.0.7',
      AUTH_PORT_80_TCP_ADDR: '10.0.0.7',
      LIVECALC_WORKER_SERVICE_PORT: '80',
    };
    expect(loadSettings(schema, foreign)).toEqual(loadSettings(schema, {}));
  });
});

describe('a secret', () => {
  const text = 'correct horse battery staple correct';

  it('is not shown by any way of printing it', () => {
    const settings = loadSettings(schema, { AUTH_SECRET: text });
    const secret = settings.AUTH_SECRET as Secret;
    const printed = [JSON.stringify(settings), inspect(settings), String(secret), inspect(secret)];
    for (const one of printed) {
      expect(one).toContain('[secret]');
      expect(one).not.toContain('horse');
    }
    expect(secret.reveal()).toBe(text);
  });

  it('is not shown where it is too short', async () => {
    const error = await thrownBy(() => loadSettings(schema, { AUTH_SECRET: 'tiny-secret' }));
    const told = JSON.stringify([error, error.stack]);
    expect(told).toContain('expected at least 32 bytes');
    expect(told).not.toContain('tiny-secret');
  });
});

describe('the table of settings', () => {
  it('tells name, default, unit and reason, aligned', () => {
    const table = settingsTable({
      MAX_QUEUED_JOBS: schema.MAX_QUEUED_JOBS,
      AUTH_SECRET: setting(wholeNumber(1, 2), { default: null, secret: true, reason: 'A | b.' }),
    });
    expect(table).toBe(
      [
        '| name                                | default | unit | reason   |',
        '| ----------------------------------- | ------- | ---- | -------- |',
        '| `MAX_QUEUED_JOBS`                   | 100     | jobs | A queue. |',
        '| `AUTH_SECRET` or `AUTH_SECRET_FILE` | none    |      | A \\| b.  |',
      ].join('\n'),
    );
  });

  it('tells defaults as they could be set', () => {
    for (const [name, { default: usual, type }] of Object.entries(serverSettings)) {
      if (usual.words === 'none') continue;
      expect(type.safeParse(usual.words), name).toEqual({ success: true, data: usual.value() });
    }
  });
});
