/** A run of which one node fails: its other tables are delivered, and nobody takes it for whole. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../../../contracts/run-result.ts';
import type { FleetJob, JobList } from '../../../contracts/wire/fleet-job.ts';
import { ServerProcess } from '../../../local-fleet/server-process.ts';
import { runCli, type CliOutcome } from '../test-support/run-cli.ts';
import { smallModel } from '../test-support/small-model.ts';

const fixture = path.join(import.meta.dirname, '../../../engines-wasm/fixtures/misbehave.wasm');

/** Two nodes of the same engine, of which the second fails. */
async function halfModel(failing: object = {}): Promise<string> {
  const node = { engine: 'wasm://misbehave', inputs: ['$policies'] };
  const nodes = [
    { ...node, id: 'good', outputs: ['bus://results/fine'], config: { mode: 'well' } },
    {
      ...node,
      id: 'bad',
      outputs: ['bus://results/policies'],
      config: { mode: 'error', fromRow: 1 },
      ...failing,
    },
  ];
  const model = smallModel({
    engines: { misbehave: 'local://misbehave.wasm' },
    pipeline: { nodes },
    output: { dir: 'out', format: 'csv', tables: ['fine', 'policies'] },
  });
  await copyFile(fixture, path.join(model, 'misbehave.wasm'));
  return model;
}

function resultOf(folder: string): RunResult {
  return JSON.parse(readFileSync(path.join(folder, 'result.json'), 'utf8')) as RunResult;
}

const lacks = {
  missingTables: ['policies'],
  failures: [{ node: 'bad', code: 'EXECUTION_FAILED' }],
};

describe('livecalc run', () => {
  it('delivers what there is, says what is missing, and ends as the failure says', async () => {
    const model = await halfModel();
    const { exitCode, stdout, stderr } = await runCli(['run', model]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
    expect(stdout).toContain('The result is partial');
    expect(stdout).toContain('the table policies is not there');
    expect(stdout).toContain('this premium is not to its liking');
    expect(stdout).toContain('result hash  none');
    const out = path.join(model, 'out');
    expect(resultOf(out)).toMatchObject({ resultHash: null, partial: lacks });
    expect(readFileSync(path.join(out, 'fine.csv'), 'utf8').split('\n')).toHaveLength(12);
  });

  it.each([{ optional: true }, { onError: { otherwise: 'continue' } }])(
    'ends with 0 where the run may do without the node: %j',
    async (failing) => {
      const { exitCode, stdout } = await runCli(['run', await halfModel(failing), '--json']);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ resultHash: null, partial: lacks });
    },
  );
});

describe('a partial result in a folder', () => {
  const made = async (): Promise<string> => {
    const model = await halfModel();
    await runCli(['run', model]);
    return path.join(model, 'out');
  };

  it('is verified column by column', async () => {
    const out = await made();
    const { exitCode, stdout } = await runCli(['verify', out]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/fine\.doubled .* ok$/m);
    expect(stdout).toContain('result hash  none');
    const { partial } = JSON.parse((await runCli(['verify', out, '--json'])).stdout) as RunResult;
    expect(partial).toMatchObject(lacks);
  });

  it('is compared with nothing, not even with itself', async () => {
    const out = await made();
    for (const against of [out, 'ab'.repeat(32)]) {
      const { exitCode, stderr } = await runCli(['verify', out, '--against', against]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('bad (EXECUTION_FAILED) did not succeed');
      expect(stderr).toContain('[HASH_MISMATCH]');
    }
  });

  it('is named as such by diff, and shown node by node by explain', async () => {
    const out = await made();
    const diff = await runCli(['diff', out, await made()]);
    expect(diff.stdout).toMatch(/^A is a partial result\n {2}- the table policies is not there$/m);
    expect(diff.stdout).toContain('as far as they go');
    const { stdout } = await runCli(['explain', out]);
    expect(stdout).toContain('none: the result is partial');
    expect(stdout).toMatch(/^ {2}bad .* failed$/m);
    expect(stdout).toMatch(/^ {2}good .* succeeded$/m);
    expect(stdout).toMatch(/^What failed\n {2}bad: .*this premium/m);
  });

  it('has a report that says so first', async () => {
    const out = await made();
    const { exitCode, stdout } = await runCli(['report', out]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/a partial result\n$/);
    const page = readFileSync(path.join(out, 'report.html'), 'utf8');
    expect(page).toContain('<h2>Partial result</h2>');
    expect(page).toContain('none: the result is partial');
    expect(page).toContain('this premium is not to its liking');
    expect(page).not.toContain('--against');
  });
});

describe('a gateway', () => {
  const data = mkdtempSync(path.join(os.tmpdir(), 'livecalc-partial-gateway-'));
  let gateway: ServerProcess;
  beforeAll(async () => {
    const env = { DATA_DIR: data, MAX_MEMORY_MB: '3000', PACKAGE_CODE: 'allow' };
    gateway = await ServerProcess.start({ kind: 'gateway', env });
    return async () => {
      await gateway.kill();
      rmSync(data, { recursive: true, force: true });
    };
    // A gateway with two executors starts slowly on a busy machine; one given up here would go on by itself.
  }, 120_000);

  const livecalc = (...args: readonly string[]): Promise<CliOutcome> =>
    runCli([...args, '--gateway', gateway.url]);

  it('completes such a job, tells what it lacks, and answers nobody else with it', async () => {
    const model = await halfModel();
    const { exitCode, stdout } = await livecalc('submit', model, '--wait', '--json');
    expect(exitCode).toBe(2);
    const job = JSON.parse(stdout) as FleetJob;
    expect(job).toMatchObject({
      status: 'COMPLETED',
      result: { resultHash: null, partial: lacks },
    });
    expect(job.tables.map(({ table }) => table)).toEqual(['fine']);

    const again = JSON.parse(
      (await livecalc('submit', model, '--wait', '--json')).stdout,
    ) as FleetJob;
    expect(again).toMatchObject({ status: 'COMPLETED', answeredFrom: null });

    const status = await livecalc('status', job.jobId, '--wait');
    expect(status.exitCode).toBe(2);
    expect(status.stdout).toContain('none: the result is partial');
    expect((await livecalc('jobs')).stdout).toMatch(/COMPLETED .* partial$/m);
    const { jobs } = JSON.parse((await livecalc('jobs', '--json')).stdout) as JobList;
    expect(jobs).toMatchObject([{ isPartial: true, resultHash: null }, { isPartial: true }]);
  });

  it('gives its tables, and what is missing, in text and in JSON', async () => {
    const { stdout } = await livecalc(
      'submit',
      await halfModel({ optional: true }),
      '--wait',
      '--json',
    );
    const { jobId } = JSON.parse(stdout) as FleetJob;
    const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-partial-results-'));
    try {
      const text = await livecalc('results', jobId, '--out', folder);
      expect(text).toMatchObject({
        exitCode: 0,
        stdout: /fine\.parquet: .*The result is partial/s,
      });
      const told = await livecalc('results', jobId, '--out', folder, '--json');
      expect(JSON.parse(told.stdout)).toMatchObject({ jobId, partial: lacks });
      expect(resultOf(folder)).toMatchObject({ resultHash: null, partial: lacks });
      expect((await runCli(['verify', folder])).exitCode).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
