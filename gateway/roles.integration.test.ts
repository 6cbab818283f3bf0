/** Every route with every role, without credentials, and with those of another tenant (I8). */
import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { smallSubmission } from '../intake/testing/small-submission.ts';
import { roles, type Role } from '../service/principal.ts';
import { objectOperations, operations } from './openapi/operations.ts';
import type { Operation } from './openapi/operation.ts';
import { complete, testGateway } from './testing/test-gateway.ts';

const secret = 'a secret that only this test and its gateway know';
const settings = {
  AUTH_SECRET: secret,
  AUTH_ISSUER: 'https://issuer',
  AUTH_AUDIENCE: 'livecalc',
};

type Visitor = Role | 'nobody' | 'somebody without a role here';

/** Which roles a route answers, written by hand. */
const viewing: readonly Visitor[] = ['viewer', 'submitter', 'operator', 'admin'];
const submitting: readonly Visitor[] = ['submitter', 'operator', 'admin'];
const everybody: readonly Visitor[] = ['nobody', 'somebody without a role here', ...viewing];

const answered: Readonly<Record<string, readonly Visitor[]>> = {
  'get /livez': everybody,
  'get /readyz': everybody,
  'get /health': ['nobody', ...viewing],
  'get /metrics': viewing,
  'get /openapi.json': viewing,
  'get /docs': viewing,
  'get /docs/{file}': viewing,
  'post /v1/jobs/submit': submitting,
  'post /v1/validate': submitting,
  'get /v1/jobs': viewing,
  'get /v1/jobs/{jobId}': viewing,
  'delete /v1/jobs/{jobId}': submitting,
  'get /v1/jobs/{jobId}/stream': everybody,
  'get /stream': everybody,
  'get /v1/jobs/{jobId}/results': viewing,
  'get /v1/jobs/{jobId}/results/{table}': viewing,
  'get /v1/jobs/{jobId}/execution': viewing,
  'put /v1/assets/{sha256}': submitting,
  'head /v1/assets/{sha256}': viewing,
  'get /v1/usage': viewing,
  'get /v1/fleet': ['operator', 'admin'],
  'get /v1/audit': ['admin'],
  'get /fleet/v1/objects/{sha256}': [],
  'head /fleet/v1/objects/{sha256}': [],
  'put /fleet/v1/objects/{sha256}': [],
};

const bytes = Buffer.from('a table');
const sha256 = createHash('sha256').update(bytes).digest('hex');
/** What removes the job comes last. */
const table: Operation[] = Object.values({ ...operations, ...objectOperations }).toSorted(
  (one, other) => Number(one.method === 'delete') - Number(other.method === 'delete'),
);

async function tokenOf(tenant: string, held: readonly string[]): Promise<string> {
  return await new SignJWT({ tenant, roles: held })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(`one of ${tenant}`)
    .setIssuer('https://issuer')
    .setAudience('livecalc')
    .setExpirationTime('5 min')
    .sign(new TextEncoder().encode(secret));
}

function request({ method, path }: Operation, jobId: string): readonly [string, RequestInit] {
  const place = path
    .replace('{jobId}', jobId)
    .replace('{table}', 'scenarios')
    .replace('{sha256}', sha256)
    .replace('{file}', 'start.js');
  const isModel = method === 'post';
  const body = isModel ? JSON.stringify(smallSubmission()) : method === 'put' ? bytes : undefined;
  const type = isModel ? 'application/json' : 'application/octet-stream';
  const headers = body === undefined ? {} : { 'Content-Type': type };
  return [place, { method: method.toUpperCase(), headers, ...(body && { body }) }];
}

describe.each(['nobody', 'somebody without a role here', ...roles] as const)('%s', (visitor) => {
  it('is answered where the table says so, and nowhere else', async () => {
    const { client, works } = await testGateway(settings);
    const admin = client.as(await tokenOf('acme', ['admin']));
    const { jobId } = await admin.submit(smallSubmission());
    await complete(works, jobId, { scenarios: bytes });
    const asks = visitor === 'nobody' ? client : client.as(await tokenOf('acme', [visitor]));
    for (const operation of table) {
      const name = `${operation.method} ${operation.path}`;
      const response = await asks.ask(...request(operation, jobId));
      const isRefused = response.status === 401 || response.status === 403;
      expect({ name, isRefused }).toEqual({ name, isRefused: !answered[name]!.includes(visitor) });
      const asksForName = response.headers.get('www-authenticate')?.includes('Bearer') ?? false;
      expect(asksForName).toBe(response.status === 401);
    }
  });
});

it('The table above has every route', () => {
  expect(table.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
    Object.keys(answered).toSorted(),
  );
});

it('Nothing of a tenant is found by another, whatever it may do in its own', async () => {
  const { client, works, audited } = await testGateway(settings);
  const acme = client.as(await tokenOf('acme', ['admin']));
  const { jobId } = await acme.submit(smallSubmission());
  await complete(works, jobId, { scenarios: bytes });
  const other = client.as(await tokenOf('other', [...roles]));
  for (const operation of table) {
    if (!/\{(jobId|sha256)\}/.test(operation.path) || operation.method === 'put') continue;
    if (operation.door === 'open' || operation.door === 'object token') continue;
    const response = await other.ask(...request(operation, jobId));
    expect(`${operation.path} ${response.status}`).toBe(`${operation.path} 404`);
  }
  expect(await other.json('/v1/jobs')).toEqual({ jobs: [], nextCursor: null });
  expect(await other.json('/v1/usage')).toMatchObject({ tenant: 'other', days: [] });
  expect((await acme.job(jobId)).status).toBe('COMPLETED');
  const refusals = audited.filter(
    ({ tenant, outcome }) => tenant === 'other' && outcome === 'refused',
  );
  expect(refusals.length).toBeGreaterThan(3);
});

it('A token as Entra ID makes it is understood with the claims that the settings name', async () => {
  const { client } = await testGateway({
    ...settings,
    AUTH_TENANT_CLAIM: 'tid',
    AUTH_SUBJECT_CLAIM: 'oid',
    AUTH_ROLE_MAP: 'LiveCalc.Run=submitter,LiveCalc.Operate=operator',
  });
  const entra = await new SignJWT({
    tid: '72f988bf-86f1-41af-91ab-2d7cd011db47',
    oid: '00000000-0000-0000-66f3-3332eca7ea81',
    roles: ['LiveCalc.Run'],
    ver: '2.0',
    azp: 'b14a7505-96e9-4927-91e8-0601d0fc9caa',
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ')
    .setIssuer('https://issuer')
    .setAudience('livecalc')
    .setExpirationTime('5 min')
    .sign(new TextEncoder().encode(secret));
  const user = client.as(entra);
  const { jobId } = await user.submit(smallSubmission());
  expect((await user.job(jobId)).transitions[0]!.by).toBe(
    'user 00000000-0000-0000-66f3-3332eca7ea81',
  );
  expect((await user.ask('/v1/fleet')).status).toBe(403);
});
