import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { wholeResultHash } from '../../../contracts/whole-result.ts';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../contracts/run-result.ts';
import type { Table } from '../../../contracts/table.ts';
import { formatNumber } from '../text/number-format.ts';
import { runCli } from '../test-support/run-cli.ts';
import { policiesCsv, smallModel } from '../test-support/small-model.ts';
import { smallResult, temporaryFolder } from '../test-support/small-result.ts';

interface Reported {
  readonly out: string;
  readonly result: RunResult;
  readonly page: string;
}

/** Values a small model and writes its report. */
async function reportOf(model: string, ...flags: string[]): Promise<Reported> {
  const run = await runCli(['run', model, ...flags, '--json']);
  expect(run.stderr).toBe('');
  const out = path.join(model, 'out');
  const { exitCode, stderr } = await runCli(['report', out]);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  const page = readFileSync(path.join(out, 'report.html'), 'utf8');
  return { out, result: JSON.parse(run.stdout) as RunResult, page };
}

/** Two scenarios and two years of two groups. */
const groupTables: readonly Table[] = [
  {
    name: 'scenarios_by_group',
    length: 4,
    columns: [
      { name: 'scenario_id', type: 'u32', values: Uint32Array.of(7, 7, 9, 9) },
      { name: 'product_type', type: 'utf8', values: ['Whole', 'Term', 'Whole', 'Term'] },
      { name: 'region', type: 'utf8', values: ['B', 'A', 'B', 'A'] },
      { name: 'npv', type: 'f64', values: Float64Array.of(10, -100, 30, -300) },
    ],
  },
  {
    name: 'cash_flows_by_group',
    length: 4,
    columns: [
      { name: 'year', type: 'u32', values: Uint32Array.of(1, 1, 2, 2) },
      { name: 'product_type', type: 'utf8', values: ['Term', 'Whole', 'Term', 'Whole'] },
      { name: 'region', type: 'utf8', values: ['A', 'B', 'A', 'B'] },
      { name: 'lives', type: 'f64', values: Float64Array.of(1, 1, 1, 1) },
      { name: 'net', type: 'f64', values: Float64Array.of(1, 10, 2, 20) },
    ],
  },
];

function changeResult(out: string, change: (result: RunResult) => object): void {
  const file = path.join(out, 'result.json');
  const result = JSON.parse(readFileSync(file, 'utf8')) as RunResult;
  writeFileSync(file, JSON.stringify({ ...result, ...change(result) }));
}

describe('livecalc report', () => {
  it('writes one page with charts, statistics, inputs and every hash, that loads nothing', async () => {
    const levels = '{"percentiles":[0.5,50],"cteLevels":[70,95]}';
    const { result, page } = await reportOf(smallModel(), '--set', `statistics=${levels}`);
    expect(page.match(/<svg /g)).toHaveLength(2);
    expect(page.match(/<svg [^>]*role="img" aria-labelledby="(\S+)-title \1-about"/g)).toHaveLength(
      2,
    );
    for (const text of [
      'lowest 30 % (CTE70)',
      'lowest 5 % (CTE95)',
      'bad end: mean of the lowest 30 % (30)',
      'bad end: 0.5 % of the scenarios are lower',
      'a profit is positive, so the bad end is the low one',
      'Death benefits',
      'sum assured 2,750,000',
    ]) {
      expect(page).toContain(text);
    }
    const hashes = [
      wholeResultHash(result),
      result.runHash,
      ...[...result.columns, ...result.inputs, ...result.engines].map(({ sha256 }) => sha256),
    ];
    expect(hashes.filter((hash) => !page.includes(hash))).toEqual([]);
    expect(page).not.toMatch(/https?:|(src|href)=|url\(|@import|<script/i);
  });

  it('gives the same page for the same result, wherever it is written', async () => {
    const { out, page } = await reportOf(smallModel());
    const file = path.join(temporaryFolder(), 'again.html');
    const { stdout } = await runCli(['report', out, '--out', file, '--json']);
    expect(readFileSync(file, 'utf8')).toBe(page);
    expect(JSON.parse(stdout)).toMatchObject({ file });
    expect((await runCli(['verify', out])).exitCode).toBe(0);
  });

  it('makes way for the next result together with the one it shows', async () => {
    const model = smallModel();
    const { out } = await reportOf(model);
    expect((await runCli(['run', model, '--out', out, '--scenarios', '50'])).stderr).toBe('');
    expect(readdirSync(out)).not.toContain('report.html');
  });

  it('gives the value under the base curve, and how far the mean is from it', async () => {
    const scenarios = { model: 'gbm', count: 100, base: 'local://base.csv', beyond: 'hold' };
    const model = smallModel({ scenarios }, { 'base.csv': 'year,rate\n1,0.03\n' });
    const { page, result } = await reportOf(model);
    const { npv, meanMinusBase } = result.base!;
    for (const [name, value] of [
      ['base', npv],
      ['mean minus base', meanMinusBase],
    ] as const) {
      const figure = formatNumber(value, 2).replaceAll('.', '\\.');
      expect(page).toMatch(new RegExp(`>${name}</th>\\s*<td class="number">${figure}</td>`));
    }
  });

  it('shows names as they are, never as markup', async () => {
    const model = smallModel(
      { policies: 'local://<img src=x>&.csv' },
      { '<img src=x>&.csv': policiesCsv() },
    );
    const { page } = await reportOf(model);
    expect(page).not.toContain('<img');
    expect(page).toContain('<h1>Valuation of &lt;img src=x&gt;&amp;.csv</h1>');
  });

  it('draws sensitivities and gives their figures', async () => {
    const sensitivities = [
      { name: 'deaths +20 %', set: { 'projection.mortalityMultiplier': 1.2 } },
      { name: 'costs <+10 %>', set: { 'projection.expenseMultiplier': 1.1 }, policies: 'worse' },
    ];
    const { page, result } = await reportOf(smallModel({ sensitivities }));
    expect(page.match(/<svg /g)).toHaveLength(3);
    expect(page).toContain('Sensitivities: change of the net present value');
    expect(page).toContain('costs &lt;+10 %&gt;</th>');
    const difference = formatNumber(result.sensitivities[0]!.meanDifference);
    expect(page).toContain(`<td class="number">${difference}</td>`);
  });

  it('shows each group, and draws its cash flows', async () => {
    const folder = await smallResult(groupTables);
    await runCli(['report', folder]);
    const page = readFileSync(path.join(folder, 'report.html'), 'utf8');
    expect(page).toContain('Net present value of 2 groups');
    const cells = (html: string): string[] =>
      [...html.matchAll(/<t[hd] scope="row"[^>]*>([^<]*)<|<td[^>]*>([^<]*)</g)].map(
        ([, head, cell]) => head ?? cell ?? '',
      );
    const section = page.slice(page.indexOf('<h2>Groups'), page.indexOf('<figcaption>'));
    expect(cells(section)).toEqual([
      'Term',
      'A',
      '-200.000',
      '100.000',
      'Whole',
      'B',
      '20.000',
      '10.000',
    ]);
    expect(page).toContain('Totals over all years: Term, A 3; Whole, B 30.');
    expect(page.match(/<svg /g)).toHaveLength(1);
  });

  it('says which tables the run did not ask for', async () => {
    const scenarios = await reportOf(smallModel(), '--tables', 'scenarios');
    expect(scenarios.page).toContain('The table cash_flows was not among the tables');
    expect(scenarios.page.match(/<svg /g)).toHaveLength(1);
    const cashFlows = await reportOf(smallModel(), '--tables', 'cash_flows');
    expect(cashFlows.page).toContain('The table scenarios was not among the tables');
    expect(cashFlows.page).toMatch(/CTE95<\/th>\s*<td class="number">-?[\d,.]+</);
    expect(cashFlows.page.match(/<svg /g)).toHaveLength(1);
  });

  it('draws nothing where all scenarios are equal', async () => {
    const { page } = await reportOf(smallModel(), '--scenarios', '1');
    expect(page).toContain('have the same net');
    expect(page.match(/<svg /g)).toHaveLength(1);
  });

  it('reads a result of version 0.1.0 and adds what that did not have', async () => {
    const { out, page } = await reportOf(smallModel());
    changeResult(out, ({ statistics }) => {
      const { standardError: _error, ctes: _ctes, ...older } = statistics!;
      return { statistics: older };
    });
    await runCli(['report', out]);
    expect(readFileSync(path.join(out, 'report.html'), 'utf8')).toBe(page);
  });

  it('reports no result whose files or statistics were changed', async () => {
    const { out } = await reportOf(smallModel());
    changeResult(out, ({ statistics }) => ({ statistics: { ...statistics, mean: 1 } }));
    const changed = await runCli(['report', out]);
    expect(changed.stderr).toContain('result.json says that mean is 1, but column scenarios.npv');
    expect(changed.stderr).toContain('[HASH_MISMATCH]');
    expect(changed.exitCode).toBe(2);
    const file = path.join(out, 'scenarios.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\n1,.*\n/, '\n1,0\n'));
    const table = await runCli(['report', out]);
    expect(table.stderr).toContain('scenarios.npv');
    expect(table.exitCode).toBe(2);
  });

  it('refuses a folder that is no result, and a place that cannot be written', async () => {
    const empty = temporaryFolder();
    const { exitCode, stderr } = await runCli(['report', empty]);
    expect(stderr).toContain('Expected a result folder, as written by livecalc run');
    expect(exitCode).toBe(2);
    expect(readdirSync(empty)).toEqual([]);
    const nowhere = path.join(empty, 'absent', 'page.html');
    const refused = await runCli(['report', await smallResult(), '--out', nowhere]);
    expect(refused.stderr).toContain('[OUTPUT_UNWRITABLE]');
    expect(refused.exitCode).toBe(2);
  });
});
