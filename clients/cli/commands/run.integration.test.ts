import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runResultSchema, type RunResult } from '../../../contracts/run-result.ts';
import { runCli } from '../test-support/run-cli.ts';
import { policiesCsv, smallModel } from '../test-support/small-model.ts';

async function runJson(...args: string[]): Promise<RunResult> {
  const { exitCode, stdout, stderr } = await runCli(['run', ...args, '--json']);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return runResultSchema.parse(JSON.parse(stdout));
}

describe('livecalc run', () => {
  it('prints statistics with named tails, a histogram, inputs, times and hashes in 80 columns', async () => {
    const model = smallModel();
    const { exitCode, stdout, stderr } = await runCli(['run', model]);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/policies +10 +model points +10/);
    expect(stdout).toMatch(/CTE95 +-?[\d,.]+ +bad end: mean of the lowest 5 % \(5\)/);
    expect(stdout).toMatch(/p95 +-?[\d,.]+ +good end/);
    expect(stdout).toContain('a profit is positive, so the bad end is the low one');
    expect(stdout.match(/^ {4}standard error +[\d,.]+$/gm)).toHaveLength(2);
    expect(stdout).toContain('█');
    expect(stdout).toMatch(/sum assured +2,750,000/);
    expect(stdout).toMatch(/result hash {2}[0-9a-f]{64}/);
    const widths = stdout.split('\n').map((line) => line.length);
    expect(widths.filter((width, index) => index > 0 && width > 80)).toEqual([]);
  });

  it('prints measure, base, and mean minus base where a curve is given', async () => {
    const scenarios = { model: 'gbm', count: 50, base: 'local://curve.csv', beyond: 'hold' };
    const config = { scenarios: { ...scenarios, measure: 'riskNeutral' } };
    const model = smallModel(config, { 'curve.csv': 'year,rate\n1,0.03\n' });
    const { stdout, stderr } = await runCli(['run', model]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/measure +risk-neutral/);
    expect(stdout).toMatch(/^ +base +-?[\d,.]+ +under the base curve alone$/m);
    expect(stdout).toMatch(/^ +mean minus base +-?[\d,.]+$/m);
    expect(stdout).toMatch(/^ +base +curve.csv +1 rows$/m);
    expect(stdout).toContain('the scenarios are risk-neutral');
    const result = await runJson(model);
    const mean = result.statistics?.mean ?? NaN;
    expect(result.base?.meanMinusBase).toBe(mean - (result.base?.npv ?? NaN));
    expect((await runJson(model, '--set', 'scenarios.measure=realWorld')).base).toEqual(
      result.base,
    );
  });

  it('prints with --json what result.json holds, and nothing on stderr', async () => {
    const model = smallModel();
    const result = await runJson(model);
    const written: unknown = JSON.parse(readFileSync(path.join(model, 'out/result.json'), 'utf8'));
    expect(written).toEqual(result);
    expect(result).toMatchObject({ policyCount: 10, scenarioCount: 100, horizonYears: 19 });
    expect(Object.keys(result.timings)).toEqual(expect.arrayContaining(['read', 'write']));
    expect(result.inputs.map(({ role }) => role)).toContain('policies');
  });

  it('gives the same hashes for every format, thread count and order of flags', async () => {
    const model = smallModel();
    const plain = await runJson(model);
    const other = await runJson(model, '--threads', '1', '--format', 'arrow');
    const again = await runJson(path.join(model, 'livecalc.config.json'), '--format=parquet');
    expect(other.resultHash).toBe(plain.resultHash);
    expect(again).toMatchObject({ resultHash: plain.resultHash, runHash: plain.runHash });
    expect(readdirSync(path.join(model, 'out')).toSorted()).toEqual([
      'cash_flows.parquet',
      'execution.json',
      'result.json',
      'scenarios.parquet',
    ]);
  });

  it('takes every flag, paths from the current directory', async () => {
    const model = smallModel();
    writeFileSync(path.join(model, 'three.csv'), policiesCsv({}, 3));
    const flags = ['--policies', 'three.csv', '--scenarios', '20', '--seed', '9'];
    const more = ['--tables', 'scenarios,policies', '--out', 'elsewhere/deep'];
    const sets = ['--set', 'projection.mortalityMultiplier=1.5', '--set', 'execution.threads=1'];
    const run = await runCli(['run', '.', ...flags, ...more, ...sets, '--json'], model);
    const result = JSON.parse(run.stdout) as RunResult;
    expect(result).toMatchObject({ policyCount: 3, scenarioCount: 20, threads: 1 });
    expect(readdirSync(path.join(model, 'elsewhere/deep')).toSorted()).toEqual([
      'execution.json',
      'policies.csv',
      'result.json',
      'scenarios.csv',
    ]);
  });

  it('reports the levels that are asked for, under the same hashes', async () => {
    const model = smallModel();
    const plain = await runJson(model);
    const levels = { percentiles: [0.5], cteLevels: [70, 98] };
    const other = await runJson(model, '--set', `statistics=${JSON.stringify(levels)}`);
    expect(Object.keys(other.statistics!.percentiles)).toEqual(['p0.5']);
    expect(other.statistics!.ctes).toMatchObject({ cte70: { count: 30 }, cte98: { count: 2 } });
    expect(other).toMatchObject({ resultHash: plain.resultHash, runHash: plain.runHash });
    expect(plain.statistics!.cte95).toBe(plain.statistics!.ctes['cte95']!.value);
  });

  it('gives what is asked for in other tables the same values', async () => {
    const model = smallModel();
    const few = await runJson(model, '--tables', 'scenarios');
    const all = await runJson(model, '--tables', 'scenarios,cash_flows,policies');
    expect(all.columns).toEqual(expect.arrayContaining(few.columns));
    expect(all.columns.length).toBeGreaterThan(few.columns.length);
  });

  it('replaces its own older result and never another folder', async () => {
    const model = smallModel();
    await runJson(model);
    await runJson(model, '--seed', '8');
    const refused = await runCli(['run', model, '--out', model]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('[OUTPUT_UNWRITABLE]');
    expect(readdirSync(model)).toContain('policies.csv');
  });

  it('prints sensitivities beside the run, and writes their table', async () => {
    const sensitivities = [
      { name: 'deaths +20 %', set: { 'projection.mortalityMultiplier': 1.2 }, policies: 'worse' },
      { name: 'young', set: { policies: 'local://young.csv' } },
    ];
    const model = smallModel({ sensitivities }, { 'young.csv': policiesCsv({}, 4) });
    const { stdout, stderr } = await runCli(['run', model]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^ +mean +difference +CTE95 +difference +policies$/m);
    expect(stdout).toMatch(/^ +base +-?[\d,.]+ +-?[\d,.]+$/m);
    expect(stdout).toMatch(/^ +deaths \+20 %( +-?[\d,.]+ +-[\d,.]+){2} +10$/m);
    expect(stdout).toMatch(/^ +young( +-?[\d,.]+ +[-+][\d,.]+){2} +4$/m);
    const result = await runJson(model);
    const young = await runJson(model, '--policies', path.join(model, 'young.csv'));
    expect(result.sensitivities[1]?.statistics).toEqual(young.statistics);
    const files = ['policies.csv', 'mortality.csv', 'lapse.csv', 'expenses.csv', 'young.csv'];
    expect(result.inputs.map(({ file }) => file)).toEqual(files);
    const lines = readFileSync(path.join(model, 'out/sensitivities.csv'), 'utf8').split('\n');
    expect(lines[0]).toMatch(/^name,mean,std_dev,p50,.*,mean_difference,cte95_difference,stressed/);
    expect(lines.map((line) => line.split(',')[0])).toEqual([
      'name',
      'base',
      'deaths +20 %',
      'young',
      '',
    ]);
    expect((await runCli(['verify', path.join(model, 'out')])).exitCode).toBe(0);
  });

  it('refuses a sensitivity before anything is read', async () => {
    const set = { 'projection.mortalityMultiplyer': 1.2 };
    const model = smallModel({ sensitivities: [{ name: 'deaths', set }] }, { 'lapse.csv': null });
    const { exitCode, stderr } = await runCli(['run', model]);
    expect(stderr).toContain('Sensitivity "deaths"');
    expect(stderr).toContain('[CONFIG_INVALID]');
    expect(exitCode).toBe(2);
  });

  it('never writes over a file that a sensitivity reads', async () => {
    const set = { 'assumptions.mortality': 'local://out/mortality.csv' };
    const model = smallModel({ sensitivities: [{ name: 'deaths', set }] });
    const { stderr } = await runCli(['run', model]);
    expect(stderr).toContain('[OUTPUT_UNWRITABLE]');
  });
});
