import { once } from 'node:events';
import { afterAll, describe, expect, it } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import { problemSchema, type Problem } from '../../contracts/wire/problem-details.ts';
import { startIssuer } from '../testing/issuer.ts';
import { rawRequest } from '../testing/raw-request.ts';
import { startTestServer } from '../testing/test-server.ts';
import { disconnectSignal } from './disconnect-signal.ts';
import { contextOf, principalOf } from './request-context.ts';

const issuer = await startIssuer();
const aborted: unknown[] = [];
const reached = Promise.withResolvers<void>();

const server = await startTestServer(
  {
    AUTH_JWKS_URL: issuer.jwksUrl,
    ALLOWED_ORIGINS: 'https://panel.example',
    TRUST_PROXY: '1',
  },
  (permit, logger) => [
    { path: '/livez', methods: { get: [(_request, response) => response.json({ ok: true })] } },
    {
      path: '/v1/jobs/:id',
      methods: {
        get: [
          permit('job.read'),
          (request, response) => {
            Object.assign(contextOf(request).facts, { job: request.params['id'], runHash: 'abc' });
            response.json(principalOf(request));
          },
        ],
        delete: [
          permit('job.cancel'),
          () => {
            throw new LiveCalcError('NOT_FOUND', 'There is no such job.');
          },
        ],
      },
    },
    {
      path: '/slow',
      methods: {
        get: [
          permit('server.read'),
          async (_request, response) => {
            const signal = disconnectSignal(response);
            reached.resolve();
            await once(signal, 'abort');
            aborted.push(signal.reason);
          },
        ],
      },
    },
    {
      path: '/broken',
      methods: {
        get: [
          permit('server.read'),
          (request) => {
            logger.info({
              headers: request.headers,
              policyId: 'POL-1',
              found: request.headers.authorization,
            });
            logger.warn(`a line with ${request.headers.authorization}`);
            throw new Error('the table in /secret/path broke');
          },
        ],
      },
    },
    {
      path: '/busy',
      methods: {
        get: [
          () => {
            throw new LiveCalcError('QUEUE_FULL', 'Policy POL-1 waits.', { policyId: 'POL-1' });
          },
        ],
      },
    },
  ],
);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

const token = await issuer.sign();
const bearer = { authorization: `Bearer ${token}` };

async function get(path: string, init: RequestInit = {}): Promise<Response> {
  return await fetch(server.url + path, { headers: bearer, ...init });
}

async function problemIn(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return problemSchema.parse(await response.json());
}

describe('every answer', () => {
  it('has an id, says that it is not to be kept or guessed at, and not who made it', async () => {
    const { headers } = await get('/livez');
    expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  const ids: [sent: string, kept: boolean][] = [
    ['trace-1:a.b_c', true],
    ['x'.repeat(101), false],
    ['a b', false],
    ['{"a":1}', false],
  ];
  for (const [sent, kept] of ids) {
    it(`${kept ? 'keeps' : 'replaces'} the X-Request-Id ${sent.slice(0, 20)}`, async () => {
      const { headers } = await get('/livez', { headers: { 'x-request-id': sent } });
      expect(headers.get('x-request-id') === sent).toBe(kept);
    });
  }
});

describe('what is not there', () => {
  it('is a problem with 404', async () => {
    const response = await get('/nowhere');
    expect(response.status).toBe(404);
    expect(await problemIn(response)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is another method of a route, with Allow', async () => {
    const response = await get('/v1/jobs/7', { method: 'PATCH' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, DELETE');
    expect(await problemIn(response)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
    const options = await get('/v1/jobs/7', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, DELETE']);
  });

  it('is a path that cannot be decoded', async () => {
    const response = await get('/v1/jobs/%zz');
    expect(response.status).toBe(400);
    expect(await problemIn(response)).toMatchObject({ code: 'REQUEST_INVALID' });
  });
});

describe('credentials', () => {
  it('name the principal', async () => {
    const response = await get('/v1/jobs/7');
    expect(await response.json()).toMatchObject({ subject: 'ada', tenant: 'acme' });
  });

  it('are asked for with a challenge', async () => {
    const none = await get('/v1/jobs/7', { headers: {} });
    expect(none.status).toBe(401);
    expect(none.headers.get('www-authenticate')).toBe('Bearer realm="livecalc"');
    const wrong = await get('/v1/jobs/7', { headers: { authorization: 'Bearer x.y.z' } });
    expect(wrong.headers.get('www-authenticate')).toBe(
      'Bearer realm="livecalc", error="invalid_token"',
    );
    expect(await problemIn(wrong)).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
  });

  it('of a role that may not are refused', async () => {
    const viewer = await issuer.sign({ roles: ['viewer'] });
    const headers = { authorization: `Bearer ${viewer}` };
    expect((await get('/v1/jobs/7', { headers })).status).toBe(200);
    const response = await get('/v1/jobs/7', { headers, method: 'DELETE' });
    expect(response.status).toBe(403);
    expect((await problemIn(response)).detail).toBe(
      'To cancel or delete a job takes the role submitter; the credentials give viewer.',
    );
  });

  for (const name of ['access_token', 'token', 'API_KEY', 'Authorization', '%74oken']) {
    it(`in the address, as ${name}, are refused`, async () => {
      const response = await get(`/livez?x=1&${name}=hush-hush`);
      const problem = await problemIn(response);
      expect(problem).toMatchObject({ code: 'REQUEST_INVALID', status: 400 });
      expect(JSON.stringify(problem)).not.toContain('hush-hush');
    });
  }
});

describe('pages in a browser', () => {
  it('of an allowed origin may ask and read', async () => {
    const origin = 'https://panel.example';
    const asked = await get('/v1/jobs/7', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(origin);
    expect(asked.headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    const answer = await get('/v1/jobs/7', { headers: { ...bearer, origin } });
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-expose-headers')).toContain('ETag');
    expect(answer.headers.get('vary')).toContain('Origin');
  });

  it('of the server itself may', async () => {
    const answer = await get('/livez', { headers: { origin: server.url } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  for (const origin of [
    'https://evil.example',
    'https://panel.example.evil',
    'null',
    'http://panel.example',
  ]) {
    it(`of ${origin} may not`, async () => {
      const response = await get('/v1/jobs/7', { headers: { ...bearer, origin } });
      expect(response.status).toBe(403);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    });
  }
});

describe('what goes wrong inside', () => {
  it('is told as a defect, without what it was', async () => {
    const response = await get('/broken');
    expect(response.status).toBe(500);
    const problem = await problemIn(response);
    expect(problem.code).toBe('INTERNAL');
    expect(JSON.stringify(problem)).not.toContain('/secret/path');
    expect(server.logged.join('')).toContain('the table in /secret/path broke');
  });

  it('leaves no token and no policy in the log', async () => {
    await get('/broken');
    await get('/busy');
    const log = server.logged.join('');
    expect(log).toContain('a line with Bearer [token]');
    expect(log).not.toContain(token.slice(0, 40));
    expect(log).not.toContain('POL-1');
  });

  it('says when to come again where that helps', async () => {
    const response = await get('/busy');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await problemIn(response)).toMatchObject({ retryable: true });
  });

  it('stops when the client goes away', async () => {
    const gone = new AbortController();
    const asked = get('/slow', { signal: gone.signal });
    await reached.promise;
    gone.abort();
    await expect(asked).rejects.toThrow(/abort/);
    await expect.poll(() => aborted).toMatchObject([{ code: 'CANCELLED' }]);
  });
});

describe('an audit line', () => {
  const lineOf = async (id: string): Promise<unknown> =>
    await expect
      .poll(() => server.audited.find(({ requestId }) => requestId === id))
      .toBeDefined()
      .then(() => server.audited.find(({ requestId }) => requestId === id));

  it('tells who did what from where', async () => {
    await get('/v1/jobs/7', {
      headers: {
        ...bearer,
        'x-request-id': 'audit-1',
        'x-forwarded-for': '6.6.6.6, 203.0.113.9:4711',
      },
    });
    expect(await lineOf('audit-1')).toEqual({
      channel: 'audit',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      requestId: 'audit-1',
      tenant: 'acme',
      subject: 'ada',
      method: 'jwt',
      action: 'job.read',
      job: '7',
      runHash: 'abc',
      outcome: 'ok',
      from: '203.0.113.9',
    });
  });

  it('tells of refusals, also of those that nobody is named in', async () => {
    await get('/v1/jobs/7', {
      method: 'DELETE',
      headers: { ...bearer, 'x-request-id': 'audit-2' },
    });
    expect(await lineOf('audit-2')).toMatchObject({
      action: 'job.cancel',
      outcome: 'refused',
      code: 'NOT_FOUND',
    });
    await get('/v1/jobs/7', { headers: { 'x-request-id': 'audit-3' } });
    expect(await lineOf('audit-3')).toMatchObject({
      action: 'authenticate',
      tenant: null,
      outcome: 'refused',
      code: 'UNAUTHENTICATED',
      from: '127.0.0.1',
    });
  });

  it('has no token, ever', () => {
    expect(JSON.stringify(server.audited)).not.toContain(token.slice(0, 40));
  });
});

describe('a connection', () => {
  it('whose request is not HTTP is told so, and closed', async () => {
    const answer = await rawRequest(server.port, ['NONSENSE', '', '']);
    expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*"code":"REQUEST_INVALID"/);
  });

  it('with headers longer than any token is told so, and closed', async () => {
    const header = `X-Long: ${'x'.repeat(40_000)}`;
    const answer = await rawRequest(server.port, [
      'GET /livez HTTP/1.1',
      'Host: a',
      header,
      '',
      '',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 431 [^]*32768 bytes/);
  });
});
