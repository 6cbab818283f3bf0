/** What breaks, and what becomes of the jobs then. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { executorProcesses } from '../executor/testing/processes.ts';
import { slowSubmission, smallSubmission } from '../intake/testing/small-submission.ts';
import { problemIn, WorkerClient } from './testing/worker-client.ts';
import { startTestWorker } from './testing/worker-process.ts';

it('runs a job again, with the same result, when its process is killed in the middle', async () => {
  const worker = await startTestWorker();
  const client = new WorkerClient(worker.url);
  const undisturbed = await client.until((await client.submit(slowSubmission(20_000))).jobId);
  const { jobId } = await client.submit(slowSubmission(20_000));
  await client.until(jobId, ({ status, progress }) => status === 'RUNNING' && progress !== null);
  for (const pid of executorProcesses(worker.pid)) process.kill(pid, 'SIGKILL');
  const job = await client.until(jobId);
  expect(job).toMatchObject({ status: 'COMPLETED' });
  expect(job.result!.resultHash).toBe(undisturbed.result!.resultHash);
  expect(job.tables).toEqual(undisturbed.tables);
  const metrics = await (await client.ask('/metrics')).text();
  expect(metrics).toMatch(/^livecalc_run_restarts_total 1$/m);
  expect((await client.ask('/readyz')).status).toBe(200);
});

it('ends with the run a client that waits for its table and goes away', async () => {
  const { url } = await startTestWorker();
  const client = new WorkerClient(url);
  const gone = new AbortController();
  const body = JSON.stringify(slowSubmission(1_000_000));
  const headers = {
    'Content-Type': 'application/json',
    Accept: 'application/vnd.apache.arrow.stream',
  };
  const answer = client.ask('/execute', { method: 'POST', headers, body, signal: gone.signal });
  const runningJobs = async (): Promise<unknown> => {
    const health = (await (await client.ask('/health')).json()) as { jobs: { running: number } };
    return health.jobs.running;
  };
  await expect.poll(runningJobs).toBe(1);
  gone.abort();
  await expect(answer).rejects.toThrow('aborted');
  await expect.poll(runningJobs).toBe(0);
});

const disk = smallDisk();

it.skipIf(disk === null)(
  'refuses what a full disk cannot take, and goes on when it can',
  async () => {
    const folder = disk!;
    onTestFinished(() => {
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    });
    const data = path.join(folder, 'data');
    const { url } = await startTestWorker({ DATA_DIR: data });
    const client = new WorkerClient(url);
    const first = await client.until((await client.submit(smallSubmission())).jobId);
    const filler = path.join(folder, 'of somebody else');
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(filler, new Uint8Array(bavail * bsize - 64 * 1024));
    const bytes = new Uint8Array(1024 * 1024);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const put = (): Promise<Response> =>
      client.ask(`/v1/assets/${sha256}`, { method: 'PUT', body: bytes });
    expect(await problemIn(put())).toMatchObject({
      code: 'STORAGE_FULL',
      status: 507,
      retryable: true,
    });
    const left = readdirSync(data, { recursive: true }).map(String);
    expect(left.filter((name) => name.endsWith('.partial') || name.includes(sha256))).toEqual([]);
    const large = smallSubmission({
      config: { scenarios: { model: 'gbm', count: 100_000 }, output: { tables: ['scenarios'] } },
    });
    const job = await client.until((await client.submit(large)).jobId);
    expect(job).toMatchObject({ status: 'FAILED', error: { code: 'STORAGE_FULL' }, tables: [] });
    expect((await client.ask(`/jobs/${first.jobId}/results/scenarios`)).status).toBe(200);
    rmSync(filler);
    expect((await put()).status).toBe(204);
    expect((await client.until((await client.submit(large)).jobId)).status).toBe('COMPLETED');
  },
);

/** A file system of 16 MiB; null where this user may not mount one. */
function smallDisk(): string | null {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder], { stdio: 'pipe' });
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    process.stdout.write(
      `The test of a full disk is skipped: ${(error as Error).message.trim()}\n`,
    );
    return null;
  }
}
