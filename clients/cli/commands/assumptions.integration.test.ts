import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  startTestManager,
  temporaryFolder,
  testPassword,
  type TestManager,
} from '../../../assumptions/testing/test-manager.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import { startTestWorker } from '../../../worker/testing/worker-process.ts';
import { binFile, outcomeOf, runCli, startCli, type CliOutcome } from '../test-support/run-cli.ts';
import { lapseCsv, mortalityCsv, smallModel } from '../test-support/small-model.ts';

const higherLapse = lapseCsv().replaceAll('0.05', '0.08');
const assumptions = {
  mortality: 'assumptions://mortality:2023',
  lapse: 'assumptions://lapse:latest',
  expenses: 'local://expenses.csv',
};

interface Setting {
  readonly manager: TestManager;
  readonly token: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: (...args: readonly string[]) => Promise<CliOutcome>;
}

/** A manager with the tables of the small model, and an environment that knows it. */
async function setting(): Promise<Setting> {
  const manager = await startTestManager();
  manager.put('mortality', [{ version: '2023', status: 'approved', csv: mortalityCsv() }]);
  manager.put('lapse', [
    { version: 'first', status: 'approved', csv: lapseCsv() },
    { version: 'second', status: 'draft', csv: higherLapse },
  ]);
  const token = await manager.token();
  const env = {
    LIVECALC_AM_URL: manager.url,
    LIVECALC_AM_TOKEN: token,
    LIVECALC_AM_CACHE_DIR: temporaryFolder('livecalc-cache-'),
  };
  return { manager, token, env, run: (...args) => runCli(args, undefined, env) };
}

function resultIn(folder: string): RunResult {
  return JSON.parse(readFileSync(path.join(folder, 'result.json'), 'utf8')) as RunResult;
}

/** All bytes of the files below a folder, as text. */
function everythingIn(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names
    .map((name) => path.join(folder, name))
    .filter((name) => statSync(name).isFile());
  return files.map((file) => readFileSync(file, 'latin1')).join('\n');
}

describe('a run with assumptions of a manager', () => {
  it('is the run with the same local files, to the bit, and says which versions it used', async () => {
    const { run } = await setting();
    const local = smallModel();
    const model = smallModel({ assumptions });
    expect(await run('run', local)).toMatchObject({ exitCode: 0, stderr: '' });
    const { stdout, ...told } = await run('run', model);
    expect(told).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('mortality:2023 (version 2023)');
    const [here, there] = [resultIn(path.join(local, 'out')), resultIn(path.join(model, 'out'))];
    expect([there.resultHash, there.runHash]).toEqual([here.resultHash, here.runHash]);
    for (const table of ['scenarios.csv', 'cash_flows.csv']) {
      const [a, b] = [local, model].map((one) => readFileSync(path.join(one, 'out', table)));
      expect(b).toEqual(a);
    }
    const sha256 = createHash('sha256').update(lapseCsv()).digest('hex');
    expect(here.assumptions).toEqual([]);
    expect(there.assumptions).toMatchObject([
      { name: 'mortality', asked: '2023', version: '2023', status: 'approved' },
      { name: 'lapse', asked: 'latest', version: 'first', status: 'approved', sha256 },
    ]);
  });

  it('is repeated with its pins when latest has become another', async () => {
    const { run, manager } = await setting();
    const model = smallModel({ assumptions });
    await run('run', model, '--out', path.join(model, 'before'));
    manager.put('lapse', [
      { version: 'first', status: 'approved', csv: lapseCsv() },
      { version: 'second', status: 'approved', csv: higherLapse },
    ]);
    await run('run', model, '--out', path.join(model, 'after'));
    const pins = path.join(model, 'before');
    const again = await run('run', model, '--pins', pins, '--out', path.join(model, 'again'));
    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    const [before, after, repeated] = ['before', 'after', 'again'].map((name) =>
      resultIn(path.join(model, name)),
    ) as [RunResult, RunResult, RunResult];
    expect(after.assumptions[1]).toMatchObject({ asked: 'latest', version: 'second' });
    expect(after.resultHash).not.toBe(before.resultHash);
    expect(repeated.resultHash).toBe(before.resultHash);
    expect(repeated.assumptions).toEqual(before.assumptions);
    const file = path.join(pins, 'result.json');
    const other = ['--set', 'assumptions.lapse=assumptions://lapse:draft'];
    expect(await run('run', model, '--pins', file, ...other)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(
        'do not say which version assumptions://lapse:draft was',
      ) as string,
    });
  });

  it('values a sensitivity with another version, and names a draft in a warning', async () => {
    const { run } = await setting();
    const set = { 'assumptions.lapse': 'assumptions://lapse:draft' };
    const model = smallModel({ assumptions, sensitivities: [{ name: 'draft', set }] });
    expect(await run('run', model)).toMatchObject({ exitCode: 0, stderr: '' });
    const result = resultIn(path.join(model, 'out'));
    expect(result.assumptions.map(({ version }) => version)).toEqual(['2023', 'first', 'second']);
    expect(result.warnings).toContain(
      'assumptions://lapse:draft (version second) is not approved: its status is "draft"',
    );
    const sensitivities = [{ name: 'draft', set: { 'assumptions.lapse': 'local://higher.csv' } }];
    const local = smallModel({ sensitivities }, { 'higher.csv': higherLapse });
    await run('run', local);
    expect(result.resultHash).toBe(resultIn(path.join(local, 'out')).resultHash);
  });

  it('takes scenarios, their base and further data from a manager too', async () => {
    const { run, manager } = await setting();
    const years = Array.from({ length: 20 }, (_, year) => year + 1);
    const header = ['scenario_id', ...years.map((year) => `year_${year}`)].join(',');
    const paths = [0, 1, 2].map((id) => [id, ...years.map((year) => (id + year) / 1000)].join(','));
    const csv = [header, ...paths, ''].join('\n');
    const base = ['year,rate', ...years.map((year) => `${year},0.03`), ''].join('\n');
    manager.put('rates', [{ version: '1', status: 'approved', csv }]);
    manager.put('curve', [{ version: '1', status: 'approved', csv: base }]);
    const scenarios = { file: 'assumptions://rates:1', base: 'assumptions://curve:1' };
    const model = smallModel({ scenarios });
    expect(await run('run', model)).toMatchObject({ exitCode: 0, stderr: '' });
    const local = smallModel(
      { scenarios: { file: 'local://rates.csv', base: 'local://curve.csv' } },
      { 'rates.csv': csv, 'curve.csv': base },
    );
    await run('run', local);
    const [there, here] = [model, local].map((one) => resultIn(path.join(one, 'out')));
    expect(there?.runHash).toBe(here?.runHash);
    expect(there?.base).toEqual(here?.base);
    expect(there?.assumptions.map(({ name }) => name)).toEqual(['rates', 'curve']);
  });

  it('is told which column an assumption lacks, by its name and version', async () => {
    const { run } = await setting();
    const wrong = { ...assumptions, mortality: 'assumptions://lapse:first' };
    const { exitCode, stderr } = await run('run', smallModel({ assumptions: wrong }));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/assumptions:\/\/lapse:first \(version first\).* column .*age/);
  });
});

describe('a model with assumptions of a manager', () => {
  it('is packed with its tables as files, and with what they are', async () => {
    const { run } = await setting();
    const model = smallModel({ assumptions });
    await run('run', model);
    const file = path.join(model, 'model.lcpkg');
    expect(await run('pack', model, '-o', file)).toMatchObject({ exitCode: 0, stderr: '' });
    // Without a manager: a package needs none.
    const inspected = await runCli(['inspect', file, '--json']);
    const { manifest } = JSON.parse(inspected.stdout) as {
      manifest: { assets: { path: string }[]; assumptions: object[] };
    };
    const wanted = resultIn(path.join(model, 'out'));
    expect(manifest.assumptions).toEqual([
      { ...wanted.assumptions[0], path: 'assumptions/mortality-2023.csv' },
      { ...wanted.assumptions[1], path: 'assumptions/lapse-first.csv' },
    ]);
    expect((await runCli(['inspect', file])).stdout).toContain('assumptions://lapse:latest');
    const valued = await runCli(['run', file, '--json', '--out', path.join(model, 'packed')]);
    const { result } = { result: JSON.parse(valued.stdout) as RunResult };
    expect(result.resultHash).toBe(wanted.resultHash);
    expect(result.assumptions).toEqual(wanted.assumptions);
  });

  it('is valued on a worker as it is here, which never sees the manager', async () => {
    const { run, token } = await setting();
    const { url, lines } = await startTestWorker();
    const model = smallModel({ assumptions });
    await run('run', model, '--out', path.join(model, 'here'));
    const there = path.join(model, 'there');
    expect(await run('run', model, '--remote', url, '--out', there)).toMatchObject({ stderr: '' });
    const [local, remote] = [resultIn(path.join(model, 'here')), resultIn(there)];
    expect(remote.resultHash).toBe(local.resultHash);
    expect(remote.assumptions).toEqual(local.assumptions);
    expect(remote.inputs).toEqual(local.inputs);
    expect(JSON.stringify(lines)).not.toContain(token);
  });

  it('is checked, traced and resolved', async () => {
    const { run } = await setting();
    const model = smallModel({ assumptions });
    expect(await run('check', model)).toMatchObject({ exitCode: 0, stderr: '' });
    const trace = await run('trace', model, '--policy', '1');
    expect(trace.stdout).toContain('assumptions://lapse:latest (version first) policy year 1');
    const resolved = await run('assumptions', 'resolve', model, '--json');
    expect(JSON.parse(resolved.stdout)).toMatchObject({
      assumptions: [{ name: 'mortality' }, { name: 'lapse', version: 'first' }],
    });
  });
});

describe('a token', () => {
  it('is in no output, result, package, cache, log or error', async () => {
    const { run, token, env, manager } = await setting();
    const model = smallModel({ assumptions });
    const outside = temporaryFolder('livecalc-secrets-');
    writeFileSync(
      path.join(outside, 'am_credentials.json'),
      JSON.stringify({ url: 'https://other.example.com', token }),
    );
    const said = [
      await run('run', model, '--json'),
      await run('pack', model, '-o', path.join(model, 'model.lcpkg')),
      await run('check', model, '--json'),
      await run('assumptions', 'list'),
      await run('assumptions', 'list', 'lapse', '--json'),
      await run('run', model, '--json', '--set', 'assumptions.lapse=assumptions://lapse:none'),
      await runCli(['run', model, '--json'], model, { ...env, LIVECALC_AM_TOKEN: `${token}x` }),
      await runCli(['run', model], model, { ...env, LIVECALC_AM_URL: 'http://127.0.0.1:1' }),
      await runCli(['assumptions', 'list'], outside, { ...env, LIVECALC_AM_TOKEN: '' }),
    ];
    expect(said.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 2, 2, 2, 2]);
    const everything = [
      ...said.flatMap(({ stdout, stderr }) => [stdout, stderr]),
      everythingIn(model),
      everythingIn(env['LIVECALC_AM_CACHE_DIR']!),
      ...manager.logged,
    ].join('\n');
    expect(everything).toContain('assumptions://lapse:none');
    const [, payload, signature] = token.split('.') as [string, string, string];
    for (const secret of [token, payload, signature, testPassword]) {
      expect(everything.includes(secret)).toBe(false);
    }
  });
});

describe('livecalc assumptions serve', () => {
  it('serves a folder, tells how to log in, and ends with Ctrl-C', async () => {
    const { manager } = await setting();
    const child = startCli(['assumptions', 'serve', manager.folder, '--port', '0']);
    const outcome = outcomeOf(child);
    let said = '';
    while (!said.includes('password')) said += String((await once(child.stdout, 'data'))[0]);
    const [, url, user, password] =
      /(http:\/\/127[^\s]*)[^]*user (\S+), password (\S+)/.exec(said) ?? [];
    const answer = await fetch(`${url}/v1/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user, password }),
    });
    expect(answer.status).toBe(200);
    child.kill('SIGINT');
    const { exitCode, stderr } = await outcome;
    expect(exitCode).toBe(0);
    expect(stderr).toContain('"msg":"login"');
    expect(stderr).not.toContain(password);
  });

  it('is not open to others without users', async () => {
    const { manager } = await setting();
    const args = ['assumptions', 'serve', manager.folder, '--host', '0.0.0.0', '--port', '0'];
    expect(await runCli(args)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('livecalc assumptions user') as string,
    });
  });
});

const hasTerminals = spawnSync('script', ['--version']).status === 0;
if (!hasTerminals) process.stdout.write('skipped: no script(1), so no terminal to log in at\n');

describe.skipIf(!hasTerminals)('livecalc assumptions login', () => {
  it('asks at the terminal, echoes no password, and writes a file for its owner alone', async () => {
    const { manager, run } = await setting();
    const folder = temporaryFolder();
    const command = `${process.execPath} ${binFile} assumptions login --url ${manager.url}`;
    const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder });
    const exited = once(child, 'close');
    onTestFinished(() => void child.kill());
    let screen = '';
    const answers = new Map([
      ['User at', 'dev'],
      ['Password: ', testPassword],
    ]);
    child.stdout.on('data', (text: Buffer) => {
      screen += String(text);
      for (const [question, answer] of answers) {
        if (!screen.includes(question) || !answers.delete(question)) continue;
        child.stdin.write(`${answer}\n`);
      }
    });
    expect((await exited)[0]).toBe(0);
    expect(screen).toContain('am_credentials.json: a token for');
    expect(screen).not.toContain(testPassword);
    const file = path.join(folder, 'am_credentials.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const model = smallModel({ assumptions });
    const credentials = [
      '--set',
      `assumptionsManager.credentials=local://${path.relative(model, file)}`,
    ];
    const env = { LIVECALC_AM_CACHE_DIR: temporaryFolder() };
    const valued = await runCli(['run', model, ...credentials], model, env);
    expect(valued).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await run('verify', path.join(model, 'out'))).exitCode).toBe(0);
  });
});
