import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runCli } from '../test-support/run-cli.ts';
import { policiesCsv, smallModel } from '../test-support/small-model.ts';
import type { TraceYear } from '../trace/trace-policy.ts';

const multipliers = {
  projection: { mortalityMultiplier: 1.3, lapseMultiplier: 0.7, expenseMultiplier: 1.1 },
};

interface JsonTrace {
  readonly npv: number;
  readonly years: readonly TraceYear[];
}

async function npvOf(model: string, policy: number, scenario: number): Promise<number> {
  const args = ['--policy', String(policy), '--scenario', String(scenario), '--json'];
  const { stdout } = await runCli(['trace', model, ...args]);
  return (JSON.parse(stdout) as JsonTrace).years.at(-1)?.npv ?? NaN;
}

it('adds up, over the policies, to the engine’s npv of the scenario', async () => {
  const model = smallModel({ ...multipliers, scenarios: { model: 'gbm', count: 3, seed: 7 } });
  await runCli(['run', model]);
  const rows = readFileSync(path.join(model, 'out/scenarios.csv'), 'utf8').trim().split('\n');
  const engineNpv = Number(rows[3]?.split(',')[1]);
  const policies = Array.from({ length: 10 }, (_, index) => index + 1);
  let traced = 0;
  for (const policy of policies) traced += await npvOf(model, policy, 2);
  expect(Math.abs(traced - engineNpv)).toBeLessThan(1e-11 * Math.max(1, Math.abs(engineNpv)) * 100);
});

it('names the cell of the table, and every number reads back as itself', async () => {
  const model = smallModel(multipliers);
  const { stdout } = await runCli(['trace', model, '--policy', '1']);
  expect(stdout).toContain('year 1, policy year 1, attained age 25');
  expect(stdout).toMatch(/q, table +0\.00\d+ +mortality\.csv age 25/);
  expect(stdout).toContain('lapse.csv policy year 10');
  const csv = await runCli(['trace', model, '--policy', '1', '--format', 'csv']);
  const [header = '', first = ''] = csv.stdout.split('\n');
  const row = Object.fromEntries(header.split(',').map((name, at) => [name, first.split(',')[at]]));
  const rate = 1e-4 + 1e-5 * 25 * 25;
  expect(Number(row['q_table'])).toBe(rate * 0.7);
  expect(Number(row['q'])).toBe(rate * 0.7 * 1.3);
  expect(row['attained_age']).toBe('25');
});

it('reads scenarios of a file by their ids', async () => {
  const years = Array.from({ length: 19 }, (_, index) => `year_${index + 1}`);
  const row = (id: string, rate: number): string => [id, ...years.map(() => rate)].join(',');
  const scenarios = [['scenario_id', ...years].join(','), row('5', 0.01), row('9', 0.25), ''];
  const files = { 'scenarios.csv': scenarios.join('\n') };
  const model = smallModel({ scenarios: { file: 'local://scenarios.csv' } }, files);
  const args = ['--policy', '4', '--scenario', '9', '--json'];
  const { stdout } = await runCli(['trace', model, ...args]);
  expect((JSON.parse(stdout) as JsonTrace).years[0]).toMatchObject({
    r: 0.25,
    discount_end: 0.8,
  });
});

it('says the npv itself, of a policy that is over too', async () => {
  const policies = policiesCsv({ 2: '2,40,M,1000,10,0,Term,Standard' });
  const model = smallModel({}, { 'policies.csv': policies });
  const traced = async (policy: string): Promise<JsonTrace> => {
    const { stdout } = await runCli(['trace', model, '--policy', policy, '--json']);
    return JSON.parse(stdout) as JsonTrace;
  };
  expect(await traced('2')).toMatchObject({ npv: 0, years: [] });
  const { npv, years } = await traced('1');
  expect(npv).toBe(years.at(-1)?.npv);
});

it('keeps to 80 columns', async () => {
  const dynamicLapse = { slope: 1, floor: 0, cap: 2, reference: 0.03 };
  const model = smallModel({ projection: { ...multipliers.projection, dynamicLapse } });
  const { stdout } = await runCli(['trace', model, '--policy', '7']);
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
});

it.each([
  [['--policy', '99'], '--policy 99: there is no policy_id 99. There are 10: 1 .. 10.'],
  [['--policy', '1', '--scenario', '100'], 'there is no scenario_id 100'],
  [[], "Required option '--policy <id>' not specified."],
])('refuses %j', async (args, says) => {
  const { exitCode, stderr } = await runCli(['trace', smallModel(), ...args]);
  expect(stderr).toContain(says);
  expect(exitCode).toBe(2);
});
