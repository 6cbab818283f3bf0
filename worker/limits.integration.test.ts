/** Every limit of a worker, by the code that a client sees. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../contracts/errors.ts';
import { samplePackage, sampleFiles } from '../model/package/testing/sample-package.ts';
import { endlessEngine } from '../executor/testing/endless-engine.ts';
import { slowSubmission, smallSubmission } from '../intake/testing/small-submission.ts';
import { problemIn, WorkerClient } from './testing/worker-client.ts';
import { startSuiteWorker, startTestWorker } from './testing/worker-process.ts';

let client: WorkerClient;

beforeAll(async () => {
  const settings = {
    MAX_PACKAGE_MB: '1',
    MAX_UNPACKED_MB: '2',
    MAX_BODY_MB: '1',
    MAX_COMPRESSION_RATIO: '50',
    MAX_PACKAGE_FILES: '6',
    MAX_QUEUED_JOBS: '1',
    MAX_MEMORY_MB: '700',
    MAX_STORAGE_MB: '16',
  };
  const worker = await startSuiteWorker(settings);
  client = new WorkerClient(worker.url);
  return worker.stop;
});

const mebibyte = 2 ** 20;
const noise = (bytes: number): string =>
  Array.from({ length: bytes / 8 }, (_, index) =>
    ((index * 2654435761) >>> 0).toString(36).padStart(8, '0'),
  ).join('');
const withFile = (path: string, content: string, isDeflated = false): Uint8Array<ArrayBuffer> =>
  samplePackage({
    files: { ...sampleFiles, 'policies.csv': content },
    entries: (entries) =>
      entries.map((entry) =>
        entry.path === 'policies.csv' ? { ...entry, path, isDeflated } : entry,
      ),
  });

interface RefusedPackage {
  readonly code: ErrorCode;
  readonly status: number;
  readonly bytes: () => Uint8Array<ArrayBuffer>;
}

const refused: Readonly<Record<string, RefusedPackage>> = {
  'is larger than it may be': {
    code: 'PACKAGE_TOO_LARGE',
    status: 413,
    bytes: () => withFile('policies.csv', noise(mebibyte + 8)),
  },
  'unpacks to more than it may': {
    code: 'UNPACKED_TOO_LARGE',
    status: 413,
    bytes: () =>
      withFile('policies.csv', `${noise(mebibyte / 2)}${'x'.repeat(2 * mebibyte)}`, true),
  },
  'unpacks to many times what it is': {
    code: 'COMPRESSION_RATIO_EXCEEDED',
    status: 413,
    bytes: () => withFile('policies.csv', 'x'.repeat(mebibyte), true),
  },
  'has too many files': {
    code: 'TOO_MANY_FILES',
    status: 413,
    bytes: () => samplePackage({ files: { ...sampleFiles, 'z.csv': 'z' } }),
  },
  'has a path that leads out of it': {
    code: 'PATH_UNSAFE',
    status: 400,
    bytes: () => withFile('../policies.csv', 'x'),
  },
  'has a link': {
    code: 'LINK_REFUSED',
    status: 400,
    bytes: () =>
      samplePackage({
        entries: (entries) =>
          entries.map((entry) =>
            entry.path === 'policies.csv' ? { ...entry, mode: 0o120_777 } : entry,
          ),
      }),
  },
  'has a file that was changed': {
    code: 'ASSET_CHANGED',
    status: 422,
    bytes: () =>
      samplePackage({
        entries: (entries) =>
          entries.map((entry) =>
            entry.path === 'policies.csv' ? { ...entry, content: 'policy_id,age\n1,31\n' } : entry,
          ),
      }),
  },
  'is no zip': {
    code: 'PACKAGE_INVALID',
    status: 400,
    bytes: () => new TextEncoder().encode('not a zip'),
  },
  'was made for other engines': {
    code: 'ENGINE_MISMATCH',
    status: 422,
    bytes: () =>
      samplePackage({
        manifest: (manifest) => ({ ...manifest, engines: { projection: 'a'.repeat(64) } }),
      }),
  },
};

describe('a package', () => {
  it.each(Object.entries(refused))('that %s is refused', async (_, { code, status, bytes }) => {
    expect(await problemIn(client.post(bytes()))).toMatchObject({ code, status });
  });
});

it('an asset that is larger than it may be is refused, and the setting named', async () => {
  const body = new Uint8Array(mebibyte + 1);
  const put = client.ask(`/v1/assets/${'0'.repeat(64)}`, { method: 'PUT', body });
  expect(await problemIn(put)).toMatchObject({
    code: 'PACKAGE_TOO_LARGE',
    status: 413,
    detail: expect.stringContaining('(MAX_PACKAGE_MB)') as string,
  });
});

describe('a JSON body', () => {
  it('larger than it may be is refused, whether its length is said or not', async () => {
    const large = JSON.stringify({ config: { text: 'x'.repeat(mebibyte) } });
    const headers = { 'Content-Type': 'application/json' };
    const said = client.ask('/execute', { method: 'POST', headers, body: large });
    expect(await problemIn(said)).toMatchObject({ code: 'PACKAGE_TOO_LARGE', status: 413 });
    const streamed = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(large));
        controller.close();
      },
    });
    const init = { method: 'POST', headers, body: streamed, duplex: 'half' } as RequestInit;
    expect(await problemIn(client.ask('/execute', init))).toMatchObject({
      code: 'PACKAGE_TOO_LARGE',
    });
  });

  it('nested deeper than 64 levels is refused before it is parsed', async () => {
    const body = `{"config":${'['.repeat(500_000)}`;
    const headers = { 'Content-Type': 'application/json' };
    const problem = await problemIn(client.ask('/execute', { method: 'POST', headers, body }));
    expect(problem).toMatchObject({ code: 'JSON_TOO_DEEP', status: 400 });
  });
});

describe('a run', () => {
  it('over its deadline ends', async () => {
    const engine = Buffer.from(endlessEngine()).toString('base64');
    const submission = {
      ...smallSubmission({
        config: {
          execution: { deadlineMs: 300 },
          pipeline: { nodes: [{ id: 'endless', engine: 'wasm://endless' }] },
        },
      }),
      wasmBinaries: { endless: engine },
    };
    const problem = await problemIn(client.post(submission));
    expect(problem.code).toBe('DEADLINE_EXCEEDED');
  });

  it('over the memory of the worker is refused, and the next one is valued', async () => {
    const large = smallSubmission({
      policies: 1000,
      config: {
        scenarios: { model: 'gbm', count: 2_000_000 },
        output: { tables: ['scenarios'] },
      },
    });
    const response = await client.post(large);
    const { jobId, code } = (await response.json()) as { jobId?: string; code?: string };
    const ended = jobId === undefined ? code : (await client.until(jobId)).error?.code;
    expect(ended).toBe('MEMORY_LIMIT_EXCEEDED');
    const { jobId: next } = await client.submit(smallSubmission());
    expect((await client.until(next)).status).toBe('COMPLETED');
  });

  it('that finds the queue full is refused with 503 and Retry-After', async () => {
    const slow = Array.from({ length: 5 }, () => client.post(slowSubmission(100_000)));
    const answers = await Promise.all(slow);
    const full = answers.filter(({ status }) => status === 503);
    expect(full.length).toBeGreaterThanOrEqual(3);
    expect(Number(full[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await problemIn(full[0]!)).toMatchObject({ code: 'QUEUE_FULL', retryable: true });
    for (const answer of answers.filter(({ status }) => status === 202)) {
      const { jobId } = (await answer.json()) as { jobId: string };
      await client.ask(`/jobs/${jobId}`, { method: 'DELETE' });
    }
  });

  it('whose files come as rows and as they are is valued alike', async () => {
    const { config, assets } = smallSubmission();
    const { 'policies.csv': file, ...others } = assets!;
    const [header, ...lines] = ('text' in file! ? file.text : '').trim().split('\n');
    const policies = lines.map((line) => {
      const cells = line
        .split(',')
        .map((cell) => (/^\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell));
      return Object.fromEntries(header!.split(',').map((name, column) => [name, cells[column]!]));
    });
    const { policies: _, ...rest } = config;
    const [rows, whole] = await Promise.all([
      client.submit({ config: rest, assets: others, policies }),
      client.submit(smallSubmission()),
    ]);
    expect(rows.runHash).toBe(whole.runHash);
  });
});

describe('a submission', () => {
  const small = smallSubmission();
  it.each([
    ['has a Python engine', { ...small, pythonScripts: { own: 'pass' } }, 'ENGINE_NOT_FOUND'],
    ['lacks a file', { ...small, assets: {} }, 'ASSET_MISSING'],
    [
      'has a file that nobody names',
      { ...small, assets: { ...small.assets, 'product.csv': { text: 'x' } } },
      'REQUEST_INVALID',
    ],
    ['has an unknown key', { ...small, confg: {} }, 'REQUEST_INVALID'],
    ['has an unknown key in its configuration', { ...small, config: { x: 1 } }, 'CONFIG_INVALID'],
    [
      'was made for other engines',
      { ...small, engines: { projection: 'a'.repeat(64) } },
      'ENGINE_MISMATCH',
    ],
    [
      'has a file that cannot be read as what it is',
      { ...small, assets: { ...small.assets, 'lapse.csv': { text: 'year,lapse_rate\n1,x\n' } } },
      'VALUE_INVALID',
    ],
  ])('that %s is refused', async (_, submission, code) => {
    const problem = await problemIn(client.post(submission));
    expect(problem.code).toBe(code);
  });

  it('of another media type is refused', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    const problem = await problemIn(client.ask('/execute', { method: 'POST', headers, body: 'x' }));
    expect(problem).toMatchObject({ code: 'REQUEST_INVALID' });
  });
});

it('stores no more than it may', async () => {
  const put = (fill: number): Promise<Response> => {
    const bytes = new Uint8Array(mebibyte).fill(fill);
    return crypto.subtle.digest('SHA-256', bytes).then((hash) =>
      client.ask(`/v1/assets/${Buffer.from(hash).toString('hex')}`, {
        method: 'PUT',
        body: bytes,
      }),
    );
  };
  for (let fill = 0; fill < 30; fill++) expect((await put(fill)).status).toBe(204);
  const metrics = await (await client.ask('/metrics')).text();
  const stored = Number(/^livecalc_stored_bytes (\d+)/m.exec(metrics)![1]);
  expect(stored).toBeGreaterThan(8 * mebibyte);
  expect(stored).toBeLessThanOrEqual(16 * mebibyte);
});

it('runs no code that a model brings where it is told not to', async () => {
  const { url } = await startTestWorker({ PACKAGE_CODE: 'deny' });
  const own = smallSubmission({ config: { engines: { own: 'local://own.wasm' } } });
  const submission = { ...own, assets: { ...own.assets, 'own.wasm': { text: 'x' } } };
  const problem = await problemIn(new WorkerClient(url).post(submission));
  expect(problem).toMatchObject({ code: 'PACKAGE_CODE_DENIED', status: 403 });
});
