/** submit, status, results, cancel, jobs and fleet status, as they are called, against a real gateway. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { FleetJob, JobList, SubmittedFleetJob } from '../../../contracts/wire/fleet-job.ts';
import { slowSubmission } from '../../../intake/testing/small-submission.ts';
import { GatewayClient } from '../../../gateway/testing/gateway-client.ts';
import { ServerProcess } from '../../../local-fleet/server-process.ts';
import { runCli, type CliOutcome } from '../test-support/run-cli.ts';

const model = path.join(import.meta.dirname, '..', '..', '..', 'examples', 'term-life');
const data = mkdtempSync(path.join(os.tmpdir(), 'livecalc-cli-gateway-'));
let gateway: ServerProcess;

beforeAll(async () => {
  const env = { DATA_DIR: data, MAX_MEMORY_MB: '3000' };
  gateway = await ServerProcess.start({ kind: 'gateway', env });
  return async () => {
    await gateway.kill();
    rmSync(data, { recursive: true, force: true });
  };
});

function livecalc(...args: readonly string[]): Promise<CliOutcome> {
  return runCli([...args, '--gateway', gateway.url]);
}

/** What a command prints with --json; fails the test where it fails. */
async function json<T>(...args: readonly string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await livecalc(...args, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout) as T;
}

function folder(): string {
  const made = mkdtempSync(path.join(os.tmpdir(), 'livecalc-results-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return path.join(made, 'out');
}

describe('a model', () => {
  it('is submitted, waited for, shown, fetched and verified', async () => {
    const out = folder();
    const job = await json<FleetJob>('submit', model, '--seed', '11', '--wait');
    expect(job.status).toBe('COMPLETED');
    const shown = await livecalc('status', job.jobId);
    expect(shown.stdout).toContain(`${job.jobId}: COMPLETED`);
    expect(shown.stdout).toContain(job.result!.resultHash);
    expect(shown.stdout).toMatch(/PENDING[^]+SCHEDULED[^]+COMPLETED/);
    expect((await livecalc('results', job.jobId, '--out', out)).exitCode).toBe(0);
    const verified = await runCli(['verify', out, '--against', job.result!.resultHash]);
    expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('is answered from the store the second time, as a package too, and recomputed where that is asked', async () => {
    const out = folder();
    const file = `${out}.lcpkg`;
    await runCli(['pack', model, '--seed', '12', '-o', file]);
    const first = await json<FleetJob>('submit', file, '--wait');
    const again = await json<SubmittedFleetJob>('submit', model, '--seed', '12');
    expect(again).toMatchObject({ status: 'COMPLETED', answeredFrom: first.jobId });
    const key = ['--idempotency-key', 'twelve', '--recompute'];
    const recomputed = await json<FleetJob>('submit', file, '--wait', ...key);
    expect(recomputed).toMatchObject({ answeredFrom: null, status: 'COMPLETED' });
    expect(recomputed.result!.resultHash).toBe(first.result!.resultHash);
    const repeated = await json<SubmittedFleetJob>('submit', file, ...key);
    expect(repeated.jobId).toBe(recomputed.jobId);
    await livecalc(
      'results',
      first.jobId,
      '--out',
      out,
      '--format',
      'csv',
      '--tables',
      'scenarios',
    );
    expect(readdirSync(out).toSorted()).toEqual(['result.json', 'scenarios.csv']);
    expect(readFileSync(path.join(out, 'scenarios.csv'), 'utf8')).toMatch(/^scenario_id,npv/);
  });
});

it('A job is cancelled, listed by its state, and has no results', async () => {
  const { jobId } = await new GatewayClient(gateway.url).submit(slowSubmission(400_000));
  expect((await livecalc('cancel', jobId)).exitCode).toBe(0);
  const { jobs } = await json<JobList>('jobs', '--state', 'cancelled');
  expect(jobs.map((job) => job.jobId)).toEqual([jobId]);
  expect((await livecalc('jobs', '--limit', '1')).stdout).toContain('--cursor');
  const results = await livecalc('results', jobId, '--out', folder());
  expect(results.exitCode).toBe(2);
  expect(results.stderr).toContain('is CANCELLED and has no tables');
  const waited = await livecalc('status', jobId, '--wait');
  expect(waited).toMatchObject({ exitCode: 2 });
  expect(waited.stderr).toContain('[CANCELLED]');
});

it('The fleet is shown with its one worker', async () => {
  const { stdout, exitCode } = await livecalc('fleet', 'status', '--once');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('shared');
  expect(stdout).toContain('ready');
});

describe('says what is wrong', () => {
  it.each([
    [['status', 'no-such-job'], 'There is no job no-such-job.', 2],
    [['submit', 'no-such-folder'], 'no-such-folder', 2],
    [['submit', model, '--deadline', 'soon'], 'Expected a time such as 90s', 2],
    [['jobs', '--state', 'DONE'], 'Expected states of PENDING', 2],
  ])('%o', async (args, sentence, exitCode) => {
    const outcome = await livecalc(...args);
    expect(outcome.stderr).toContain(sentence);
    expect(outcome.exitCode).toBe(exitCode);
  });

  it('where there is no gateway', async () => {
    const { stderr, exitCode } = await runCli(['jobs', '--gateway', 'http://127.0.0.1:1']);
    expect({ stderr, exitCode }).toMatchObject({ exitCode: 2 });
    expect(stderr).toContain('cannot be reached');
  });
});

it.each(['gateway', 'submit', 'status', 'results', 'cancel', 'jobs', 'fleet'])(
  '%s explains itself with an example',
  async (command) => {
    const args = command === 'fleet' ? ['fleet', 'status'] : [command];
    const { stdout, exitCode } = await runCli([...args, '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Examples?:\n {2}livecalc /);
  },
);
