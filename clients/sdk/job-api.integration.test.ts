/** What is said where a server answers something else, or not to the end. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { JobApi } from './job-api.ts';

const jobId = '5b1f0c1e-3f53-4a2e-9d0a-6f2f8f1f7a11';

async function serving(listener: RequestListener): Promise<JobApi> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return new JobApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

it.each([
  ['a page', 'text/html', '<!doctype html>'],
  ['a job of another version', 'application/json', '{"jobId":"one","state":"FROZEN"}'],
])('An answer that is %s is no defect of the client', async (_, type, body) => {
  const api = await serving((_request, response) =>
    response.setHeader('Content-Type', type).end(body),
  );
  await expect(api.job(jobId)).rejects.toMatchObject({
    code: 'SERVER_UNREACHABLE',
    message: expect.stringContaining('its answer is none that a LiveCalc server'),
  });
});

it('An answer and a table that break off are no defect of the client', async () => {
  const api = await serving((_request, response) => {
    response.writeHead(200, { 'Content-Length': 1000, ETag: `"${'0'.repeat(64)}"` });
    response.write('{"jobId"', () => response.destroy());
  });
  const brokenOff = {
    code: 'SERVER_UNREACHABLE',
    message: expect.stringContaining('its answer broke off'),
  };
  await expect(api.job(jobId)).rejects.toMatchObject(brokenOff);
  const { bytes } = await api.table(jobId, 'scenarios', 'csv');
  await expect(Array.fromAsync(bytes)).rejects.toMatchObject(brokenOff);
});

it('Why a server is not reached is told', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await expect(new JobApi(`http://127.0.0.1:${port}`).list()).rejects.toMatchObject({
    message: expect.stringContaining('it does not answer (ECONNREFUSED)'),
  });
});

it.each(['', '.', 'no-such-job'])('"%s" is no id of a job, and asks no server', async (id) => {
  const api = await serving((_request, response) => response.end('asked'));
  await expect(api.job(id)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  await expect(api.cancel(id)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
});
