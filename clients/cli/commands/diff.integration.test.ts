/** What `livecalc diff` says of pairs of results. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../contracts/run-result.ts';
import type { Table } from '../../../contracts/table.ts';
import type { ResultDifference } from '../diff/result-difference.ts';
import { runCli } from '../test-support/run-cli.ts';
import { lapseCsv, policiesCsv, smallModel } from '../test-support/small-model.ts';
import { smallResult } from '../test-support/small-result.ts';

const allTables = 'scenarios,cash_flows,policies';

/** A result of a model under other flags, in a folder of its own. */
async function resultOf(model: string, name: string, ...flags: readonly string[]): Promise<string> {
  const out = path.join(model, name);
  const run = await runCli(['run', model, '--out', out, '--tables', allTables, ...flags]);
  expect(run.stderr).toBe('');
  return out;
}

async function diffJson(a: string, b: string, ...flags: string[]): Promise<ResultDifference> {
  const { stdout, stderr } = await runCli(['diff', a, b, '--json', ...flags]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as ResultDifference;
}

describe('livecalc diff', () => {
  it('says that results are the same, whatever the threads and formats', async () => {
    const model = smallModel();
    const a = await resultOf(model, 'a', '--threads', '1');
    const b = await resultOf(model, 'b', '--threads', '2', '--format', 'parquet');
    const { stdout, exitCode } = await runCli(['diff', a, b]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('The results are the same to the last bit');
    expect(stdout).toMatch(/^Parameters\n {2}same$/m);
    expect(stdout).toMatch(/^ {2}execution\.threads +1 +-> +2$/m);
    expect(stdout).not.toContain('largest share');
  });

  it('names the parameter, then the columns and whoever moved most', async () => {
    const model = smallModel();
    const a = await resultOf(model, 'a');
    const b = await resultOf(model, 'b', '--set', 'projection.lapseMultiplier=1.5');
    const { asked, columns, movers, statistics, verdict } = await diffJson(a, b, '--top', '2');
    expect(verdict).toBe('differs');
    expect(asked.inputs.map(({ role, isSame }) => [role, isSame])).toEqual([
      ['policies', true],
      ['mortality', true],
      ['lapse', true],
      ['expenses', true],
    ]);
    expect(asked.parameters).toEqual([
      { key: 'projection.lapseMultiplier', before: '1', after: '1.5' },
    ]);
    const byName = new Map(columns.map((column) => [column.name, column]));
    expect(byName.get('scenarios.scenario_id')).toMatchObject({ kind: 'same', rows: 100 });
    expect(byName.get('scenarios.npv')).toMatchObject({ kind: 'differs', differing: 100 });
    expect(byName.get('cash_flows.lives')?.largestAbsolute?.difference).toBeLessThan(0);
    const mean = statistics.find(({ name }) => name === 'mean')!;
    const ofPolicies = movers.find(({ column }) => column === 'policies.mean')!;
    expect(ofPolicies.top).toHaveLength(2);
    expect(Math.abs(ofPolicies.top[0]!.difference)).toBeGreaterThanOrEqual(
      Math.abs(ofPolicies.top[1]!.difference),
    );
    const all = (await diffJson(a, b)).movers.find(({ column }) => column === 'policies.mean')!;
    const moved = all.top.reduce((sum, { difference }) => sum + difference, 0);
    expect(moved).toBeCloseTo(mean.after! - mean.before!, 6);
  });

  it('shows a changed file with its rows and control totals, and policies of one run alone', async () => {
    const model = smallModel({ groupBy: ['product_type'] });
    writeFileSync(path.join(model, 'fewer.csv'), policiesCsv({}, 8));
    writeFileSync(path.join(model, 'lapse-2.csv'), lapseCsv().replaceAll('0.05', '0.06'));
    const a = await resultOf(model, 'a');
    const sets = ['--set', 'assumptions.lapse=local://lapse-2.csv'];
    const b = await resultOf(model, 'b', '--policies', path.join(model, 'fewer.csv'), ...sets);
    const { stdout } = await runCli(['diff', a, b]);
    expect(stdout).toMatch(/policies\.csv -> fewer\.csv +differs +10 -> 8 rows/);
    expect(stdout).toMatch(/sum assured +2,750,000 -> 1,800,000 \(-950,000\)/);
    expect(stdout).toMatch(/lapse\.csv -> lapse-2\.csv +differs/);
    expect(stdout).toMatch(/^Table policies: 8 rows in both, 2 only in A$/m);
    expect(stdout).toMatch(/^ {2}only in A: 2, together /m);
    expect(stdout).toMatch(/^scenarios_by_group\.npv: 1 of 1 moved$/m);
    expect(stdout).toMatch(/^ {2}Term +-?[\d,.]+ +-?[\d,.]+ +[-+][\d,.]+/m);
  });

  it('calls it a parity violation where the same was asked and other bits came', async () => {
    const model = smallModel();
    const a = await resultOf(model, 'a', '--format', 'csv');
    const { runHash } = JSON.parse(readFileSync(path.join(a, 'result.json'), 'utf8')) as RunResult;
    const table = (last: number): Table => ({
      name: 'scenarios',
      length: 2,
      columns: [
        { name: 'scenario_id', type: 'u32', values: Uint32Array.of(0, 1) },
        { name: 'npv', type: 'f64', values: Float64Array.of(1, last) },
      ],
    });
    const [one, other] = [
      await smallResult([table(2)]),
      await smallResult([table(2.0000000000000004)]),
    ];
    for (const folder of [one, other]) {
      const file = path.join(folder, 'result.json');
      const result = JSON.parse(readFileSync(file, 'utf8')) as RunResult;
      writeFileSync(file, JSON.stringify({ ...result, runHash }));
    }
    const { stdout, exitCode } = await runCli(['diff', one, other]);
    expect(stdout).toContain('PARITY VIOLATION');
    expect(stdout).toContain('+4.4e-16');
    expect(exitCode).toBe(1);
  });

  it('compares results without a record, and says what it therefore does not know', async () => {
    const model = smallModel();
    const a = await resultOf(model, 'a');
    const b = await resultOf(model, 'b', '--seed', '8');
    rmSync(path.join(a, 'execution.json'));
    const { stdout, exitCode } = await runCli(['diff', a, b]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('not known: without execution.json');
    expect(stdout).toContain('The results differ');
  });

  it('goes on where the files were changed after the run, and ends with another code', async () => {
    const model = smallModel();
    const a = await resultOf(model, 'a', '--format', 'csv');
    const b = await resultOf(model, 'b', '--format', 'csv');
    const file = path.join(b, 'scenarios.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^3,.*$/m, '3,1'));
    const { stdout, exitCode } = await runCli(['diff', a, b]);
    expect(stdout).toMatch(/^Changed after it was written: \S+\s+column scenarios\.npv/m);
    expect(stdout).toMatch(/^ {2}npv +1 /m);
    expect(exitCode).toBe(2);
  });

  it('refuses what is no result folder', async () => {
    const { stderr, exitCode } = await runCli(['diff', 'nowhere', 'nowhere']);
    expect(stderr).toContain('[FILE_NOT_FOUND]');
    expect(exitCode).toBe(2);
  });
});
