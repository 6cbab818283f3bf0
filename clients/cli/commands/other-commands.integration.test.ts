import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { wholeResultHash } from '../../../contracts/whole-result.ts';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../contracts/run-result.ts';
import { runCli } from '../test-support/run-cli.ts';
import { mortalityCsv, policiesCsv, smallModel } from '../test-support/small-model.ts';

const ownPythonEngine = path.join(import.meta.dirname, '../../../examples/own-python-engine');

async function resultHash(args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runCli(['run', ...args, '--json']);
  expect(stderr).toBe('');
  return wholeResultHash(JSON.parse(stdout) as RunResult);
}

describe('livecalc verify', () => {
  it('verifies a result, its hash, and a copy in another format', async () => {
    const model = smallModel();
    const hash = await resultHash([model]);
    const copy = path.join(model, 'copy');
    await resultHash([model, '--out', copy, '--format', 'parquet']);
    const out = path.join(model, 'out');
    for (const against of [[], ['--against', hash], ['--against', copy]]) {
      const { exitCode, stdout, stderr } = await runCli(['verify', out, ...against]);
      expect(stderr).toBe('');
      expect(stdout).toContain(`result hash  ${hash}`);
      expect(exitCode).toBe(0);
    }
  });

  it('names column, row and both values of the first difference', async () => {
    const model = smallModel();
    await resultHash([model]);
    const other = path.join(model, 'other');
    await resultHash([model, '--out', other, '--seed', '8']);
    const { exitCode, stderr } = await runCli(['verify', `${model}/out`, '--against', other]);
    expect(stderr).toMatch(/differ first at column scenarios\.npv, row 1: -?[\d.]+ in .*HASH_MISM/);
    expect(exitCode).toBe(2);
  });

  it('finds a changed file, and says so as JSON', async () => {
    const model = smallModel();
    await resultHash([model]);
    const file = path.join(model, 'out', 'scenarios.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\n1,.*\n/, '\n1,0\n'));
    const { exitCode, stdout, stderr } = await runCli(['verify', `${model}/out`, '--json']);
    const { error } = JSON.parse(stdout) as { error: object };
    expect(error).toMatchObject({ code: 'HASH_MISMATCH', column: 'scenarios.npv' });
    expect(stderr).toBe('');
    expect(exitCode).toBe(2);
  });
});

describe('livecalc check', () => {
  it('is content with a good model and writes no file', async () => {
    const model = smallModel();
    const { exitCode, stdout } = await runCli(['check', model, '--json']);
    expect(JSON.parse(stdout)).toEqual({ ok: true, problemCount: 0, warnings: [] });
    expect(exitCode).toBe(0);
    expect(existsSync(path.join(model, 'errors.csv'))).toBe(false);
  });

  it('prints what a run of the inputs would warn of', async () => {
    const policies = policiesCsv().replace('underwriting_class', 'duration_year');
    const model = smallModel({}, { 'policies.csv': policies });
    const { stdout } = await runCli(['check', model]);
    expect(stdout).toContain('the column duration_year of policies.csv is not read');
  });

  it('needs the memory of the model points, as the run does', async () => {
    const alike = Array.from({ length: 1000 }, (_, index) => `${index + 1},40,M,1,1,9,Term,S`);
    const policies = [policiesCsv({}, 0).trim(), ...alike, ''].join('\n');
    const model = smallModel({}, { 'policies.csv': policies });
    const { stdout } = await runCli(['check', model, '--memory']);
    // One row of five columns, each from an address of its own that is a multiple of 64.
    expect(stdout).toMatch(/^\w+ +320 {2}bus:\/\/inputs\/policies /m);
  });

  it('plans the run: a wrong pipeline and a lack of memory are found', async () => {
    const unknown = await runCli(['check', smallModel(), '--set', 'output.tables=["nothing"]']);
    expect(unknown).toMatchObject({ exitCode: 2 });
    expect(unknown.stderr).toContain('[PIPELINE_INVALID]');
    const large = ['--scenarios', '1000000', '--set', 'execution.memoryMb=64'];
    const memory = await runCli(['check', smallModel(), ...large]);
    expect(memory.stderr).toContain('[MEMORY_LIMIT_EXCEEDED]');
  });

  it('writes every bad row to errors.csv', async () => {
    const changes = {
      2: '2,25,X,50000,350,10,Term,Standard',
      5: '5,25,M,-1,350,10,Term,Standard',
      7: '1,25,M,50000,350,10,Term,Standard',
    };
    const files = { 'policies.csv': policiesCsv(changes), 'mortality.csv': mortalityCsv([60]) };
    const model = smallModel({}, files);
    const { exitCode, stderr } = await runCli(['check', model]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^livecalc: 4 problems, all written to .*errors\.csv:/);
    const errors = readFileSync(path.join(model, 'errors.csv'), 'utf8');
    expect(errors).toMatch(/^file,row,column,code,found,expected,message\n/);
    expect(errors).toMatch(/\npolicies\.csv,2,gender,/);
    expect(errors).toMatch(/\npolicies\.csv,5,sum_assured,/);
    expect(errors).toMatch(/\npolicies\.csv,7,policy_id,/);
    expect(errors.match(/\n[a-z]+\.csv,\d+/g)).toEqual([
      '\npolicies.csv,2',
      '\npolicies.csv,5',
      '\npolicies.csv,7',
      '\nmortality.csv,61',
    ]);
  });

  it('knows an engine in Python, and opens the one that a node names', async () => {
    const nodes = [
      {
        id: 'mine',
        engine: 'python://mine',
        inputs: ['bus://results/scenarios'],
        outputs: ['bus://results/sums'],
      },
      {
        id: 'projection',
        engine: 'wasm://projection',
        inputs: ['$policies', '$assumptions', '$scenarios'],
        outputs: ['bus://results/scenarios'],
      },
    ];
    const engines = { mine: 'local://mine.py', spare: 'local://spare.py' };
    const changes = { engines, pipeline: { nodes }, output: { tables: ['scenarios'] } };
    const own = readFileSync(path.join(ownPythonEngine, 'capital.py'), 'utf8');
    const model = smallModel(changes, { 'mine.py': own, 'spare.py': own });
    const well = await runCli(['check', model]);
    expect(well).toMatchObject({ exitCode: 0, stderr: '' });
    writeFileSync(path.join(model, 'mine.py'), 'answer = 42\n');
    const broken = await runCli(['check', model]);
    expect(broken.stderr).toContain('mine.py must define exactly one subclass of ICalcEngine');
    rmSync(path.join(model, 'spare.py'));
    const missing = await runCli(['check', model]);
    expect(missing.stderr).toMatch(/The file of engine "spare" cannot be read.*FILE_NOT_FOUND/);
  });

  it('reads what only a sensitivity reads', async () => {
    const set = { 'assumptions.mortality': 'local://other.csv' };
    const sensitivities = [{ name: 'deaths', set }];
    const model = smallModel({ sensitivities }, { 'other.csv': mortalityCsv([40]) });
    const { exitCode, stderr } = await runCli(['check', model]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^livecalc: 1 problem, all written to /);
    expect(readFileSync(path.join(model, 'errors.csv'), 'utf8')).toMatch(/\nother\.csv,41,age,/);
  });

  it('removes the errors.csv of an earlier check once all is well, but no other file', async () => {
    const model = smallModel({}, { 'policies.csv': policiesCsv({ 2: '2,x,M,1,1,1,Term,S' }) });
    const file = path.join(model, 'errors.csv');
    await runCli(['check', model]);
    expect(existsSync(file)).toBe(true);
    writeFileSync(path.join(model, 'policies.csv'), policiesCsv());
    await runCli(['check', model]);
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, 'something else\n');
    await runCli(['check', model]);
    expect(readFileSync(file, 'utf8')).toBe('something else\n');
  });
});

describe('livecalc scenarios', () => {
  it.each(['csv', 'parquet', 'arrow'])(
    'writes a .%s that values to the same hash',
    async (ending) => {
      const model = smallModel();
      const file = path.join(model, `rates.${ending}`);
      const { exitCode, stdout } = await runCli(['scenarios', model, '--out', file]);
      expect(stdout).toContain('100 scenarios of 19 years');
      expect(exitCode).toBe(0);
      const generated = await resultHash([model]);
      const set = `scenarios={"file":"local://rates.${ending}"}`;
      expect(await resultHash([model, '--set', set])).toBe(generated);
    },
  );

  it.each([
    [['--out', 'rates.txt'], 'expected one of .parquet, .csv, .arrow'],
    [['--out', 'rates.csv', '--years', '0'], '--years is 0; expected a whole number'],
    [[], 'expected --out FILE to write the scenarios, or --check CURVE'],
    [['--out', 'rates.csv', '--check', 'curve.csv'], "cannot be used with option '--out <file>'"],
  ])('refuses %j', async (args, says) => {
    const model = smallModel();
    const { exitCode, stderr } = await runCli(['scenarios', model, ...args], model);
    expect(stderr).toContain(says);
    expect(exitCode).toBe(2);
  });
});

describe('livecalc scenarios --check', () => {
  const curveCsv = 'year,discount_factor\n1,0.96\n2,0.92\n3,0.5\n';

  it('prints mean discount factors of generated scenarios against a curve', async () => {
    const model = smallModel({}, { 'curve.csv': curveCsv });
    const curve = path.join(model, 'curve.csv');
    const { exitCode, stdout, stderr } = await runCli(['scenarios', model, '--check', curve]);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Mean discount factors of 100 scenarios against');
    expect(stdout).toMatch(/^ +3 +0\.\d{8} +0\.\d{8} +0\.50000000 +[\d.,]+ +beyond$/m);
    expect(stdout).toMatch(/years lie beyond 2/);
    expect(stdout).toContain('The scenarios are real-world');
    const widths = stdout
      .split('\n')
      .slice(1)
      .map(({ length }) => length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(80);
  });

  it('finds the same as JSON in the file that the scenarios were written to', async () => {
    const model = smallModel({}, { 'curve.csv': curveCsv });
    await runCli(['scenarios', '.', '--out', 'rates.parquet'], model);
    const check = ['scenarios', '.', '--check', 'curve.csv', '--json'];
    const scenarios = { file: 'local://rates.parquet', measure: 'riskNeutral' };
    const generated = await runCli(check, model);
    const read = await runCli([...check, '--set', `scenarios=${JSON.stringify(scenarios)}`], model);
    const facts = JSON.parse(generated.stdout) as { years: object[] };
    expect(facts).toMatchObject({ curve: 'curve.csv', scenarioCount: 100, measure: 'realWorld' });
    expect(facts.years).toHaveLength(3);
    expect(facts.years[2]).toMatchObject({ year: 3, isBeyond: true });
    expect(JSON.parse(read.stdout)).toEqual({ ...facts, measure: 'riskNeutral' });
  });

  it('compares as many years as it is told', async () => {
    const model = smallModel({}, { 'curve.csv': curveCsv });
    const args = ['scenarios', '.', '--check', 'curve.csv', '--json', '--years'];
    const { stdout } = await runCli([...args, '2'], model);
    expect((JSON.parse(stdout) as { years: object[] }).years).toHaveLength(2);
    const refused = await runCli([...args, '4'], model);
    expect(refused.exitCode).toBe(2);
    expect(refused.stdout).toContain('at most 3, the last year of curve.csv');
  });

  it.each([
    ['year,rate\n1,-1\n', 'VALUE_INVALID', 'curve.csv, row 1, column rate'],
    [null, 'FILE_NOT_FOUND', 'curve.csv'],
  ])('refuses the curve %j', async (content, code, says) => {
    const model = smallModel({}, { 'curve.csv': content });
    const { exitCode, stderr } = await runCli(['scenarios', '.', '--check', 'curve.csv'], model);
    expect(stderr).toContain(says);
    expect(stderr).toContain(`[${code}]`);
    expect(exitCode).toBe(2);
  });
});

describe('livecalc engines', () => {
  it('lists engines with version, type, parameters and sha256', async () => {
    const { stdout } = await runCli(['engines']);
    expect(stdout).toMatch(/^projection \d+\.\d+\.\d+ \(projection\)$/m);
    expect(stdout).toMatch(/sha256 [0-9a-f]{64}/);
    expect(stdout).toMatch(/^ +mortalityMultiplier +number +1\n +times every mortality rate$/m);
    expect(stdout).toMatch(/^ +lapse\.maxDecrease +number +-$/m);
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('lists the same as JSON', async () => {
    const { stdout } = await runCli(['engines', '--json']);
    const { engines } = JSON.parse(stdout) as { engines: { name: string; sha256: string }[] };
    expect(engines.map(({ name }) => name)).toEqual(expect.arrayContaining(['scenarios']));
    expect(engines.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
  });
});

describe('the command line itself', () => {
  it.each(['run', 'watch', 'verify', 'report', 'check', 'scenarios', 'engines', 'trace'])(
    'explains %s with examples, in 80 columns',
    async (command) => {
      const { exitCode, stdout } = await runCli([command, '--help']);
      expect(stdout).toContain(`livecalc ${command}`);
      expect(stdout).toContain('Examples:');
      expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
      expect(exitCode).toBe(0);
    },
  );

  it('shows what there is where nothing is asked', async () => {
    const { exitCode, stderr } = await runCli([]);
    expect(stderr).toContain('Commands:');
    expect(exitCode).toBe(2);
  });

  it.each([
    [['value'], "Unknown command 'value'."],
    [['rum'], '(Did you mean run?)'],
    [['run', '.', '--scenario', '5'], '(Did you mean --scenarios?)'],
    [['run'], "Missing required argument 'config'."],
    [['run', '.', '--format', 'xlsx'], 'Allowed choices are parquet, csv, arrow.'],
  ])('refuses %j with a hint', async (args, says) => {
    const { exitCode, stdout, stderr } = await runCli(args);
    expect(stderr).toContain(says);
    expect(stderr).toContain('[ARGUMENT_INVALID]');
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
    const json = await runCli([...args, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'ARGUMENT_INVALID' } });
  });
});
