import type { Request } from 'express';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { StoredTable } from '../../contracts/wire/job.ts';
import type { Problem } from '../../contracts/wire/problem-details.ts';
import { resultListSchema } from '../../contracts/wire/result-list.ts';
import { convertTable } from '../../executor/process/convert-table.ts';
import { principalOf } from '../../service/http/request-context.ts';
import { startTestServer, type TestServer } from '../../service/testing/test-server.ts';
import type { JobRecord } from '../store/job-store.ts';
import { aJob, noQuota } from '../store/testing/samples.ts';
import { openStores, type GatewayStores } from '../testing/gateway-stores.ts';
import type { Conversions } from './conversions.ts';
import { Representations } from './representations.ts';
import { resultHandlers } from './result-handlers.ts';

const tenant = 'local';
const rows = Float64Array.from({ length: 40_000 }, (_, row) => row / 8);
const arrow = tableToIPC(tableFromArrays({ net_present_value: rows }), 'stream');
const scenarios: StoredTable = {
  table: 'scenarios',
  rows: rows.length,
  sizeBytes: arrow.length,
  sha256: hashOf(arrow),
};

let stores: GatewayStores;
let url: string;
let done: string;
/** Formats that were made, in the order they were. */
let made: string[];
/** What making one waits for, or throws. */
let before: () => Promise<void>;

/** What a dispatcher does by a task, done here at once by the code that a worker runs. */
const conversions: Conversions = {
  make: async (job, { table, sha256 }, format) => {
    made.push(format);
    await before();
    const file = stores.objects.store.localFile(job.tenant, sha256)!;
    const target = path.join(stores.folder, randomUUID());
    await convertTable({ file, format, target });
    const bytes = [await readFile(target)];
    const object = await stores.objects.put(job.tenant, bytes, { name: table, maxBytes: 2 ** 30 });
    const representation = { jobId: job.id, table, format, object };
    await stores.store.useObjects(job.id, [object]);
    await stores.store.addRepresentation(representation);
    return representation;
  },
};

beforeAll(async () => {
  stores = await openStores();
  const server = await startServer(60_000);
  url = server.url;
  await stores.objects.put(tenant, [arrow], { name: 'scenarios', maxBytes: 2 ** 30 });
  return async () => {
    await server[Symbol.asyncDispose]();
    await stores[Symbol.asyncDispose]();
  };
});

async function startServer(waitMs: number): Promise<TestServer> {
  const { store, objects } = stores;
  const askedJob = async (request: Request): Promise<JobRecord> => {
    const jobId = String(request.params['jobId']);
    const job = await store.job(principalOf(request).tenant, jobId);
    if (job === null) throw new LiveCalcError('NOT_FOUND', `There is no job ${jobId}.`);
    return job;
  };
  const representations = new Representations({ store, conversions, waitMs });
  const { list, table } = resultHandlers({ askedJob, objects: objects.store, representations });
  return await startTestServer({}, (permit) => [
    { path: '/v1/jobs/:jobId/results', methods: { get: [permit('result.read'), list] } },
    { path: '/v1/jobs/:jobId/results/:table', methods: { get: [permit('result.read'), table] } },
  ]);
}

beforeEach(async () => {
  made = [];
  before = () => Promise.resolve();
  done = (await completedJob()).id;
});

async function newJob(ofTenant = tenant): Promise<JobRecord> {
  return (await stores.store.insert(aJob({ tenant: ofTenant }), noQuota)).job;
}

async function completedJob(ofTenant = tenant): Promise<JobRecord> {
  const { id } = await newJob(ofTenant);
  const change = { tables: [scenarios], finishedAt: Date.now() };
  const move = { from: ['PENDING'], to: 'COMPLETED', at: 0, by: 'gateway g', reason: '.', change };
  return (await stores.store.move(id, move as Parameters<typeof stores.store.move>[1], null))!;
}

const tableUrl = (jobId: string, rest = ''): string =>
  `${url}/v1/jobs/${jobId}/results/scenarios${rest}`;
const ask = async (headers: Record<string, string>, rest = ''): Promise<Response> =>
  await fetch(tableUrl(done, rest), { headers });
const problemOf = async (response: Response): Promise<Problem> =>
  (await response.json()) as Problem;

describe('a table of a result', () => {
  it('that is withdrawn while a form of it is made is not told', async () => {
    before = async () => {
      const change = { tables: [], result: null };
      const head = { from: ['COMPLETED'], to: 'FAILED', at: 0 } as const;
      await stores.store.move(done, { ...head, by: 'gateway g', reason: '.', change }, null);
    };
    const response = await ask({}, '?format=csv');
    expect([response.status, (await problemOf(response)).code]).toEqual([404, 'NOT_FOUND']);
  });

  it.each([
    { accept: '*/*', type: 'application/vnd.apache.arrow.stream' },
    {
      accept: 'text/html,application/xml;q=0.9,*/*;q=0.8',
      type: 'application/vnd.apache.arrow.stream',
    },
    { accept: 'application/vnd.apache.parquet', type: 'application/vnd.apache.parquet' },
    { accept: 'application/json;q=0.5, text/csv', type: 'text/csv; charset=utf-8' },
    { accept: 'text/csv;q=0.5, application/json', type: 'application/json; charset=utf-8' },
    { accept: 'application/json, */*;q=0.1', type: 'application/json; charset=utf-8' },
    { accept: 'text/*', type: 'text/csv; charset=utf-8' },
  ])('comes in the form that is wanted most: $accept', async ({ accept, type }) => {
    const response = await ask({ Accept: accept });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
    const bytes = await response.bytes();
    expect(response.headers.get('etag')).toBe(`"${hashOf(bytes)}"`);
    expect(response.headers.get('content-length')).toBe(String(bytes.length));
    expect(response.headers.get('vary')).toContain('Accept');
  });

  it.each(['arrow', 'parquet', 'csv', 'json'])(
    'comes as ?format=%s says, whatever Accept',
    async (format) => {
      const response = await ask({ Accept: 'text/html' }, `?format=${format}`);
      expect(response.status).toBe(200);
      const disposition = `attachment; filename="scenarios.${format}"`;
      expect(response.headers.get('content-disposition')).toBe(disposition);
      await response.bytes();
    },
  );

  it('says the same in every form', async () => {
    const csv = await (await ask({}, '?format=csv')).text();
    expect(csv.trim().split('\n')[2]).toBe('0.125');
    const json = (await (await ask({}, '?format=json')).json()) as { net_present_value: number }[];
    expect(json.map((row) => row.net_present_value)).toEqual([...rows]);
    const parquet = Buffer.from(await (await ask({}, '?format=parquet')).bytes());
    expect(parquet.subarray(0, 4).toString()).toBe('PAR1');
    expect(Buffer.from(await (await ask({})).bytes()).equals(arrow)).toBe(true);
  });

  it.each([
    { headers: { Accept: 'image/png' }, rest: '' },
    { headers: { Accept: 'text/csv;q=0, image/png' }, rest: '' },
    { headers: {}, rest: '?format=xlsx' },
    { headers: {}, rest: '?format=csv&format=json' },
  ])('is had in no other form: $headers $rest', async ({ headers, rest }) => {
    const response = await ask(headers, rest);
    const problem = await problemOf(response);
    expect([response.status, problem.code]).toEqual([406, 'NOT_ACCEPTABLE']);
    expect(problem.details.expected).toContain('text/csv (csv)');
  });

  it('is made once in each form, however many ask for it at the same time and later', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => ask({}, '?format=csv')));
    const etags = new Set(answers.map(({ headers }) => headers.get('etag')));
    for (const answer of answers) await answer.bytes();
    const later = await ask({ 'If-None-Match': [...etags][0]! }, '?format=csv');
    expect([etags.size, later.status, made]).toEqual([1, 304, ['csv']]);
  });

  it('is sent in part, in every form, and goes on where it was cut', async () => {
    for (const format of ['arrow', 'csv']) {
      const whole = Buffer.from(await (await ask({}, `?format=${format}`)).bytes());
      const etag = `"${hashOf(whole)}"`;
      const rest = await ask({ Range: 'bytes=1000-', 'If-Range': etag }, `?format=${format}`);
      expect(rest.status).toBe(206);
      expect(whole.subarray(1000).equals(await rest.bytes())).toBe(true);
      const beyond = await ask({ Range: `bytes=${whole.length}-` }, `?format=${format}`);
      expect([beyond.status, (await problemOf(beyond)).code]).toEqual([416, 'RANGE_INVALID']);
    }
  });

  it('that takes long to be made is made to its end for those who ask again', async () => {
    const held = Promise.withResolvers<void>();
    before = () => held.promise;
    await using impatient = await startServer(1);
    const parquetUrl = tableUrl(done, '?format=parquet').replace(url, impatient.url);
    const early = await fetch(parquetUrl);
    expect([early.status, early.headers.get('retry-after')]).toEqual([409, '2']);
    expect(await problemOf(early)).toMatchObject({ code: 'NOT_READY', retryable: true });
    held.resolve();
    await expect.poll(async () => (await fetch(parquetUrl)).status).toBe(200);
    expect(made).toEqual(['parquet']);
  });

  it('that could not be made says why, and is tried again when it is asked for again', async () => {
    before = () =>
      Promise.reject(new LiveCalcError('ATTEMPTS_EXHAUSTED', 'Its workers were lost.'));
    const failed = await ask({}, '?format=csv');
    expect((await problemOf(failed)).code).toBe('ATTEMPTS_EXHAUSTED');
    before = () => Promise.resolve();
    expect((await ask({}, '?format=csv')).status).toBe(200);
  });

  it('is not there before the job is done, under another name, or for another tenant', async () => {
    const running = await newJob();
    const early = await fetch(tableUrl(running.id));
    expect([early.status, early.headers.get('retry-after')]).toEqual([409, '2']);
    expect((await problemOf(early)).code).toBe('NOT_READY');
    const unknown = await fetch(`${url}/v1/jobs/${done}/results/policies`);
    expect([unknown.status, unknown.headers.get('retry-after')]).toEqual([404, null]);
    expect((await problemOf(unknown)).details.expected).toBe('scenarios');
    const theirs = await completedJob('other');
    expect((await fetch(tableUrl(theirs.id))).status).toBe(404);
  });
});

describe('the list of tables', () => {
  it('says what there is and where, in every form', async () => {
    const response = await fetch(`${url}/v1/jobs/${done}/results`);
    const { status, tables } = resultListSchema.parse(await response.json());
    expect([status, tables.map(({ table }) => table)]).toEqual(['COMPLETED', ['scenarios']]);
    for (const { url: address, mediaType } of tables[0]!.forms) {
      const table = await fetch(url + address);
      expect(table.headers.get('content-type')).toContain(mediaType);
      await table.bytes();
    }
  });

  it('is empty before the job is done', async () => {
    const { id } = await newJob();
    const response = await fetch(`${url}/v1/jobs/${id}/results`);
    const list = resultListSchema.parse(await response.json());
    expect(list).toEqual({ jobId: id, status: 'PENDING', tables: [] });
  });
});

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
