/** submit, status, results, cancel, jobs and fleet status, as they are called, against a real gateway. */
import { on } from 'node:events';
import { wholeResultHash } from '../../../contracts/whole-result.ts';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { FleetJob, JobList, SubmittedFleetJob } from '../../../contracts/wire/fleet-job.ts';
import { slowSubmission } from '../../../intake/testing/small-submission.ts';
import { GatewayClient } from '../../../gateway/testing/gateway-client.ts';
import { ServerProcess } from '../../../local-fleet/server-process.ts';
import { outcomeOf, runCli, startCli, type CliOutcome } from '../test-support/run-cli.ts';

const model = path.join(import.meta.dirname, '..', '..', '..', 'examples', 'term-life');
const data = mkdtempSync(path.join(os.tmpdir(), 'livecalc-cli-gateway-'));
const unknownJob = '00000000-0000-4000-8000-000000000000';
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
  const complaint = stderr.replace(/^Waiting for job [^.]*\.[^.]*\.\n/, '');
  expect({ exitCode, complaint }).toEqual({ exitCode: 0, complaint: '' });
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
    // Also where it was over before anybody was told that it had begun.
    expect(Date.parse(job.startedAt!)).toBeLessThan(Date.parse(job.finishedAt!));
    const shown = await livecalc('status', job.jobId);
    expect(shown.stdout).toContain(`${job.jobId}: COMPLETED`);
    expect(shown.stdout).toContain(wholeResultHash(job.result!));
    expect(shown.stdout).toMatch(/PENDING[^]+SCHEDULED[^]+COMPLETED/);
    expect((await livecalc('results', job.jobId, '--out', out)).exitCode).toBe(0);
    const verified = await runCli(['verify', out, '--against', wholeResultHash(job.result!)]);
    expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
    const explained = await runCli(['explain', out]);
    expect(explained).toMatchObject({ exitCode: 0, stderr: '' });
    expect(explained.stdout).toMatch(/^ {2}projection .* succeeded$/m);
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
    const files = ['execution.json', 'result.json', 'scenarios.csv'];
    expect(readdirSync(out).toSorted()).toEqual(files);
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

it('A table that is not there is said before anything is written', async () => {
  const out = folder();
  const { jobId } = await json<FleetJob>('submit', model, '--seed', '13', '--wait');
  const asked = ['results', jobId, '--out', out, '--tables', 'scenarios,'];
  const { stderr, exitCode } = await livecalc(...asked);
  expect(stderr).toContain('--tables has "", which is no table of job');
  expect({ exitCode, isThere: existsSync(out) }).toEqual({ exitCode: 2, isThere: false });
});

it('A folder that cannot be made is said', async () => {
  const { jobId } = await json<FleetJob>('submit', model, '--seed', '14', '--wait');
  const { stderr, exitCode } = await livecalc('results', jobId, '--out', '/proc/nope');
  expect(stderr).toContain('[OUTPUT_UNWRITABLE]');
  expect(exitCode).toBe(2);
});

describe('submit --wait', () => {
  it('goes on waiting while the gateway is away', async () => {
    const { child, outcome } = await waitingFor('--scenarios', '20000');
    await gateway.kill();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(child.exitCode).toBe(null);
    await gateway.start();
    expect(await outcome).toMatchObject({ exitCode: 0 });
    expect((await outcome).stdout).toContain(': COMPLETED');
  });

  it('says before Ctrl-C that the job goes on, and how it is found again', async () => {
    const { child, jobId, outcome } = await waitingFor('--scenarios', '900000');
    child.kill('SIGINT');
    const { stderr, exitCode } = await outcome;
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`'livecalc status ${jobId} --wait' waits for`);
    expect(stderr).toContain('Stopped before the end');
    expect((await livecalc('cancel', jobId)).exitCode).toBe(0);
  });

  /** The command once it has said for which job it waits. */
  async function waitingFor(...flags: readonly string[]) {
    const child = startCli(['submit', model, ...flags, '--wait', '--gateway', gateway.url]);
    const outcome = outcomeOf(child);
    let said = '';
    for await (const [text] of on(child.stderr, 'data') as AsyncIterable<[string]>) {
      said += text;
      const jobId = /Waiting for job (\S+)\./.exec(said)?.[1];
      if (jobId !== undefined) return { child, jobId, outcome };
    }
    throw new Error(said);
  }
});

describe('says what is wrong', () => {
  it.each([
    [['status', 'no-such-job'], '"no-such-job" is no id of a job', 2],
    [['cancel', ''], '"" is no id of a job', 2],
    [['status', unknownJob], `There is no job ${unknownJob}.`, 2],
    [['jobs', '--limit', 'all'], 'Expected a whole number.', 2],
    [['submit', model, '--max-attempts', '2.5'], 'Expected a whole number.', 2],
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
