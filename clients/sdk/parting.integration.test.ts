import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { connect } from './client.ts';
import { cuttable } from './test-support/cuttable-socket.ts';
import { sdkServer } from './test-support/sdk-server.ts';

test('a run that is given up before its job is known is waited for by who closes the client, so that it does not run on', async () => {
  const server = await sdkServer();
  const planning = Promise.withResolvers<void>();
  server.jobs.beforeSubmit = () => planning.promise;
  const stop = new AbortController();
  using client = connect(server.url);
  const asked = client.execute({ config: {} }, { signal: stop.signal });
  while (server.jobs.submissions.length < 1) await wait(2);
  stop.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
  // The server takes longer than anybody waits.
  await client.partedWith(1);
  expect(server.jobs.jobs.size).toBe(0);
  planning.resolve();
  await client.partedWith(60_000);
  client.close();
  const [job] = server.jobs.jobs.values();
  expect(job?.status().status).toBe('CANCELLED');
});

test('a run that is accepted and waits for its plan is cancelled as soon as it is given up', async () => {
  const server = await sdkServer();
  server.jobs.onJob = (job) => job.change({ planned: null });
  const stop = new AbortController();
  using client = connect(server.url);
  const asked = client.execute({ config: {} }, { signal: stop.signal });
  while (server.jobs.jobs.size < 1) await wait(2);
  const [job] = server.jobs.jobs.values();
  stop.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
  await client.partedWith(60_000);
  expect(job?.status().status).toBe('CANCELLED');
});

test('a run that is given up while the connection is lost is cancelled once it is back', async () => {
  const server = await sdkServer();
  const planning = Promise.withResolvers<void>();
  server.jobs.beforeSubmit = () => planning.promise;
  const stop = new AbortController();
  const { WebSocket, cut } = cuttable();
  using client = connect(server.url, { WebSocket });
  const asked = client.execute({ config: {} }, { signal: stop.signal });
  while (server.jobs.submissions.length < 1) await wait(2);
  stop.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
  cut();
  planning.resolve();
  await client.partedWith(60_000);
  expect([...server.jobs.jobs.values()].map((job) => job.status().status)).toEqual(['CANCELLED']);
});

test('nobody is waited for where nothing was sent', async () => {
  const stop = new AbortController();
  using client = connect('http://127.0.0.1:1');
  const asked = client.execute({ config: {} }, { signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
  // Longer than a test may take.
  await client.partedWith(2 ** 31 - 1);
});
