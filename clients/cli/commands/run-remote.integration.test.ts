import { readFileSync, writeFileSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunResult } from '../../../contracts/run-result.ts';
import { resultFormats } from '../../../contracts/config.ts';
import { emptyResult } from '../../../contracts/testing/empty-result.ts';
import { tenants } from '../../../service/sockets/test-support/socket-server.ts';
import { connect } from '../../sdk/client.ts';
import { sdkServer } from '../../sdk/test-support/sdk-server.ts';
import { startTestWorker } from '../../../worker/testing/worker-process.ts';
import { outcomeOf, runCli, startCli } from '../test-support/run-cli.ts';
import { smallModel } from '../test-support/small-model.ts';
import { awkwardTables, resultOf, smallResult } from '../test-support/small-result.ts';

function resultIn(folder: string): RunResult {
  return JSON.parse(readFileSync(path.join(folder, 'result.json'), 'utf8')) as RunResult;
}

describe('livecalc run --remote, on a worker', () => {
  test('writes the folder that the local run writes, in every format', async () => {
    const { url } = await startTestWorker();
    const model = smallModel({ output: { tables: ['scenarios', 'cash_flows', 'policies'] } });
    const here = await runCli(['run', model, '--out', 'here'], model);
    expect(here.stderr).toBe('');
    const expected = resultIn(path.join(model, 'here'));
    for (const format of resultFormats) {
      const args = ['run', model, '--remote', url, '--out', format, '--format', format];
      const { exitCode, stderr, stdout } = await runCli(args, model);
      expect([exitCode, stderr]).toEqual([0, '']);
      const folder = path.join(model, format);
      const { timings, threads: _, ...result } = resultIn(folder);
      const { timings: __, threads: ___, ...wanted } = expected;
      expect(result).toEqual(wanted);
      expect(Object.keys(timings)).toEqual(expect.arrayContaining(['read', 'receive', 'write']));
      expect(stdout).toContain(`result hash  ${expected.resultHash}`);
      expect((await runCli(['verify', folder])).exitCode).toBe(0);
    }
  });

  test('values a package, with flags, and files from outside the model’s folder', async () => {
    const { url } = await startTestWorker();
    const model = smallModel();
    await runCli(['pack', model, '-o', 'model.lcpkg'], model);
    const outside = path.join(smallModel(), 'policies.csv');
    const flags = ['--policies', outside, '--scenarios', '20', '--json'];
    const here = await runCli(['run', 'model.lcpkg', ...flags, '--out', 'a'], model);
    const there = await runCli(
      ['run', 'model.lcpkg', ...flags, '--out', 'b', '--remote', url],
      model,
    );
    expect(there.stderr).toBe('');
    const [local, remote] = [here, there].map(({ stdout }) => JSON.parse(stdout) as RunResult);
    expect(remote?.resultHash).toBe(local?.resultHash);
    expect(remote?.runHash).toBe(local?.runHash);
    expect(remote?.inputs).toEqual(local?.inputs);
  });

  test('writes the execution record, which explain and diff read', async () => {
    const { url } = await startTestWorker();
    const model = smallModel();
    await runCli(['run', model, '--out', 'here'], model);
    await runCli(['run', model, '--out', 'there', '--remote', url], model);
    const explained = await runCli(['explain', 'there'], model);
    expect([explained.exitCode, explained.stderr]).toEqual([0, '']);
    expect(explained.stdout).toMatch(/^ {2}projection .* succeeded$/m);
    const { stdout } = await runCli(['diff', 'here', 'there'], model);
    expect(stdout).toContain('The results are the same to the last bit');
    expect(stdout).toMatch(/^Parameters\n {2}same$/m);
    expect((await runCli(['verify', 'there'], model)).exitCode).toBe(0);
  });

  test('tells what is wrong with the model as the local run does', async () => {
    const { url } = await startTestWorker();
    const policies = { 'policies.csv': 'policy_id,age\n1,x\n' };
    for (const files of [policies, { 'lapse.csv': null }]) {
      const model = smallModel({}, files);
      const here = await runCli(['run', model]);
      const there = await runCli(['run', model, '--remote', url]);
      expect(there).toEqual(here);
      expect(there.exitCode).toBe(2);
    }
  });

  test('cancels the run there at Ctrl-C', async () => {
    const { url, lines } = await startTestWorker({ THREADS: '1' });
    // A rate of its own for every policy: nothing groups, and the run takes seconds.
    const projection = {
      dynamicLapse: { slope: 5, floor: 0.3, cap: 3, reference: 'reference_rate' },
    };
    const output = { tables: ['policies'], columns: { policies: ['p50'] } };
    const rows = Array.from({ length: 20_000 }, (_, row) => row);
    const header =
      'policy_id,age,gender,sum_assured,premium,term,product_type,underwriting_class,reference_rate';
    const policies = rows.map(
      (row) =>
        `${row},${20 + (row % 50)},M,${50_000 + row * 7},${300 + row / 7},30,Term,Standard,${0.02 + row / 1e6}`,
    );
    const files = { 'policies.csv': [header, ...policies, ''].join('\n') };
    const scenarios = { model: 'gbm', count: 10_000, seed: 7 };
    const model = smallModel({ projection, output, scenarios }, files);
    const child = startCli(['run', model, '--remote', url]);
    const outcome = outcomeOf(child);
    const submitted = (): unknown => lines.find(({ job }) => job !== undefined)?.['job'];
    while (submitted() === undefined) await wait(20);
    const jobId = String(submitted());
    const client = connect(url);
    while ((await client.status(jobId)).status !== 'RUNNING') await wait(20);
    child.kill('SIGINT');
    const { exitCode, stderr } = await outcome;
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('[CANCELLED]')]);
    while ((await client.status(jobId)).status !== 'CANCELLED') await wait(20);
    expect(existsSync(path.join(model, 'out'))).toBe(false);
  });
});

describe('Ctrl-C while a server plans the run', () => {
  test('waits until it is cancelled there', async () => {
    const server = await sdkServer();
    server.jobs.onJob = (job) => job.change({ planned: null });
    const submitted = Promise.withResolvers<void>();
    const planning = Promise.withResolvers<void>();
    server.jobs.beforeSubmit = () => (submitted.resolve(), planning.promise);
    const child = startCli(['run', smallModel(), '--remote', server.url]);
    const outcome = outcomeOf(child);
    await submitted.promise;
    child.kill('SIGINT');
    // Longer than Ctrl-C may take where nobody is to be told.
    await wait(300);
    expect(child.exitCode).toBeNull();
    planning.resolve();
    const { exitCode, stderr } = await outcome;
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('[CANCELLED]')]);
    expect([...server.jobs.jobs.values()].map((job) => job.status().status)).toEqual(['CANCELLED']);
  });

  test('a second time does not wait', async () => {
    const server = await sdkServer();
    const submitted = Promise.withResolvers<void>();
    server.jobs.beforeSubmit = () => (submitted.resolve(), new Promise(() => {}));
    const child = startCli(['run', smallModel(), '--remote', server.url]);
    const outcome = outcomeOf(child);
    await submitted.promise;
    child.kill('SIGINT');
    await wait(100);
    child.kill('SIGINT');
    expect((await outcome).exitCode).toBe(2);
  });
});

describe('livecalc run --remote', () => {
  test('writes nothing where the columns are not those that the server says', async () => {
    const server = await sdkServer();
    const folder = await smallResult(awkwardTables, 'arrow');
    server.jobs.onJob = async (job) => {
      for (const name of readdirSync(folder).filter((file) => file.endsWith('.arrow'))) {
        await job.store(path.parse(name).name, readFileSync(path.join(folder, name)));
      }
      const result = resultOf(awkwardTables);
      const [first, ...others] = result.columns;
      job.complete({ ...result, columns: [{ ...first!, sha256: 'f'.repeat(64) }, ...others] });
    };
    const model = smallModel();
    const { exitCode, stderr } = await runCli(['run', model, '--remote', server.url]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('[HASH_MISMATCH]')]);
    expect(stderr).toContain('scenarios.scenario_id');
    expect(existsSync(path.join(model, 'out'))).toBe(false);
  });

  test('takes the token from a file or LIVECALC_TOKEN, and repeats it nowhere', async () => {
    const server = await sdkServer({ authenticator: tenants });
    server.jobs.onJob = (job) => job.complete(emptyResult());
    const model = smallModel();
    const file = path.join(model, 'token');
    writeFileSync(file, 'wrong\n');
    const args = ['run', model, '--remote', server.url];
    const refused = await runCli([...args, '--token-file', file]);
    expect(refused.stderr).toContain('[UNAUTHENTICATED]');
    const unnamed = await runCli(args);
    expect(unnamed.stderr).toMatch(/none was given.*LIVECALC_TOKEN.*--token-file/s);
    process.env['LIVECALC_TOKEN'] = 'acme';
    onTestFinished(() => void delete process.env['LIVECALC_TOKEN']);
    await runCli(args);
    expect([...server.jobs.jobs.values()].map(({ tenant }) => tenant)).toEqual(['acme']);
  });

  test.each([
    { args: ['--token-file', 'token'], code: 'ARGUMENT_INVALID' },
    { args: ['--remote', 'http://me:secret@localhost'], code: 'ARGUMENT_INVALID' },
    { args: ['--remote', 'http://localhost', '--token-file', 'none'], code: 'FILE_NOT_FOUND' },
    { args: ['--remote', 'http://127.0.0.1:1'], code: 'SERVER_UNREACHABLE' },
  ])('$args is refused with $code', async ({ args, code }) => {
    const { exitCode, stderr } = await runCli(['run', smallModel(), ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`[${code}]`);
    expect(stderr).not.toContain('secret');
  });
});
