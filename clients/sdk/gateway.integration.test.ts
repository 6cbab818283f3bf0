/** The client against a gateway: what a worker does for it, a gateway does too. */
import { expect, it } from 'vitest';
import { gatewayProcess } from '../../gateway/testing/gateway-process.ts';
import { smallSubmission } from '../../intake/testing/small-submission.ts';
import { connect } from './client.ts';

it('The streaming client runs, attaches and reads as it does with a worker', async () => {
  const { client, server, lines } = await gatewayProcess();
  using sdk = connect(server.url);
  const run = await sdk.execute(smallSubmission());
  const first = await Array.fromAsync(run.bytes('scenarios'));
  const { resultHash } = await run.result;
  expect((await client.job(run.jobId)).result!.resultHash).toBe(resultHash);
  const readers = await Promise.all([1, 2, 3].map(() => sdk.attach(run.jobId)));
  for (const reader of readers) {
    const bytes = await Array.fromAsync(reader.bytes('scenarios'));
    expect(Buffer.concat(bytes).equals(Buffer.concat(first))).toBe(true);
  }
  const { assets, ...rest } = smallSubmission();
  const wrong = { ...rest, assets: { ...assets, 'lapse.csv': { text: 'year\n1\n' } } };
  await expect(sdk.execute(wrong)).rejects.toMatchObject({ code: 'COLUMN_INVALID' });
  const actions = lines.filter(({ channel, job }) => channel === 'audit' && job === run.jobId);
  expect(new Set(actions.map(({ action }) => action))).toEqual(
    new Set(['job.submit', 'job.end', 'job.read', 'result.read']),
  );
});
