import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { connect } from './client.ts';
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
