/** A gateway alone on its machine, with no setting but where its data lies: a complete service. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { executionRecordSchema } from '../contracts/execution-record.ts';
import { usageSchema } from '../contracts/wire/usage.ts';
import { resultListSchema } from '../contracts/wire/result-list.ts';
import {
  policiesCsv,
  slowSubmission,
  smallSubmission,
} from '../intake/testing/small-submission.ts';
import { samplePackage } from '../model/package/testing/sample-package.ts';
import { problemIn } from './testing/gateway-client.ts';
import { gatewayProcess } from './testing/gateway-process.ts';

describe('the same model', () => {
  it('has one result as JSON, as a package and as a form, each told in four forms', async () => {
    const { client } = await gatewayProcess();
    const recomputed = { path: '/v1/jobs/submit?recompute=true' };
    const bodies = [smallSubmission(), packageOf(), formOf()];
    const jobs = [];
    for (const body of bodies) {
      jobs.push(await client.ended((await client.submit(body, recomputed)).jobId));
    }
    const [hash] = jobs.map(({ result }) => result!.resultHash);
    expect(jobs.map(({ result }) => result!.resultHash)).toEqual([hash, hash, hash]);
    expect(jobs.map(({ answeredFrom }) => answeredFrom)).toEqual([null, null, null]);
    const { jobId } = jobs[0]!;
    const list = resultListSchema.parse(await client.json(`/v1/jobs/${jobId}/results`));
    const scenarios = list.tables.find(({ table }) => table === 'scenarios')!;
    const begins = { arrow: 'ffffffff', parquet: '50415231', csv: '7363656e', json: '5b' };
    for (const { format, url, mediaType } of scenarios.forms) {
      const response = await client.ask(url);
      expect(response.headers.get('content-type')).toContain(mediaType);
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes.toString('hex')).toMatch(new RegExp(`^${begins[format as 'csv']}`));
      const etag = response.headers.get('etag')!;
      const again = await client.ask(url, { headers: { 'If-None-Match': etag } });
      expect(again.status).toBe(304);
    }
    const usage = usageSchema.parse(await client.json('/v1/usage'));
    expect(usage.total.jobs).toBe(3);
    expect(usage.total.computeSeconds).toBeGreaterThan(0);
  });
});

it('The execution record of a run is kept with it, and given to jobs that it answers', async () => {
  const { client } = await gatewayProcess();
  const first = await client.ended((await client.submit(smallSubmission())).jobId);
  const route = `/v1/jobs/${first.jobId}/execution`;
  const record = executionRecordSchema.parse(await client.json(route));
  const { runHash, resultHash, inputs } = first.result!;
  expect(record).toMatchObject({ runHash, resultHash, inputs });
  const etag = (await client.ask(route)).headers.get('etag')!;
  expect((await client.ask(route, { headers: { 'If-None-Match': etag } })).status).toBe(304);

  const { jobId, answeredFrom } = await client.submit(smallSubmission());
  expect(answeredFrom).toBe(first.jobId);
  await client.ask(`/v1/jobs/${first.jobId}`, { method: 'DELETE' });
  expect(await problemIn(client.ask(route))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await client.json(`/v1/jobs/${jobId}/execution`)).toEqual(record);
});

it('A job that runs or has failed has no execution record', async () => {
  const { client } = await gatewayProcess();
  const { jobId } = await client.submit(slowSubmission(400_000));
  await client.running(jobId);
  const route = `/v1/jobs/${jobId}/execution`;
  const later = await client.ask(route);
  expect(later.headers.get('retry-after')).toBe('2');
  expect(await problemIn(later)).toMatchObject({ code: 'NOT_READY' });
  await client.ask(`/v1/jobs/${jobId}`, { method: 'DELETE' });
  expect(await problemIn(client.ask(route))).toMatchObject({ code: 'NOT_FOUND' });
});

it('What is wrong with the inputs fails the job with the place', async () => {
  const { client } = await gatewayProcess();
  const { assets, ...rest } = smallSubmission();
  const text = policiesCsv(10).replace('1,20,F', '1,-20,F');
  const submission = { ...rest, assets: { ...assets, 'policies.csv': { text } } };
  const job = await client.ended((await client.submit(submission)).jobId);
  expect(job).toMatchObject({ status: 'FAILED', result: null, tables: [] });
  expect(job.error!.details).toMatchObject({ file: 'policies.csv', row: 1 });
});

it('A gateway that is killed in the middle of a job finishes it when it starts again', async () => {
  const { client, server } = await gatewayProcess();
  const expected = await client.ended((await client.submit(slowSubmission(30_000))).jobId);
  const again = { path: '/v1/jobs/submit?recompute=true' };
  const { jobId } = await client.submit(slowSubmission(30_000), again);
  await client.running(jobId);
  await server.kill();
  await server.start();
  const job = await client.ended(jobId);
  expect(job.status).toBe('COMPLETED');
  expect(job.result!.resultHash).toBe(expected.result!.resultHash);
  expect(job.answeredFrom).toBeNull();
});

it('A gateway that is told to end leaves its jobs to the next start', async () => {
  const { client, server } = await gatewayProcess();
  const { jobId } = await client.submit(slowSubmission(30_000));
  await client.running(jobId);
  await server.stop();
  await server.start();
  expect((await client.ended(jobId)).status).toBe('COMPLETED');
});

it('A job that runs is cancelled, and the next one runs', async () => {
  const { client } = await gatewayProcess();
  const { jobId } = await client.submit(slowSubmission(400_000));
  await client.running(jobId);
  expect((await client.ask(`/v1/jobs/${jobId}`, { method: 'DELETE' })).status).toBe(204);
  expect(await client.job(jobId)).toMatchObject({ status: 'CANCELLED', tables: [] });
  const table = client.ask(`/v1/jobs/${jobId}/results/policies`);
  expect(await problemIn(table)).toMatchObject({ code: 'NOT_FOUND' });
  const next = await client.submit(smallSubmission());
  expect(await client.ended(next.jobId)).toMatchObject({ status: 'COMPLETED', error: null });
});

function formOf(): FormData {
  const { config, assets } = smallSubmission();
  const form = new FormData();
  form.set('config', JSON.stringify(config));
  for (const [name, content] of Object.entries(assets ?? {})) {
    form.set(name, new Blob([(content as { text: string }).text]), path.basename(name));
  }
  return form;
}

function packageOf(): Uint8Array<ArrayBuffer> {
  const { config, assets } = smallSubmission();
  const files = Object.entries(assets ?? {})
    .map(([name, content]) => [name, (content as { text: string }).text] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return samplePackage({ files: Object.fromEntries(files), configText: JSON.stringify(config) });
}
