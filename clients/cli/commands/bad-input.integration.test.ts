/** Every kind of bad input, as a user meets it: exit code 2, one paragraph, a stable code. */
import { describe, expect, it } from 'vitest';
import type { ErrorCode, SerializedError } from '../../../contracts/errors.ts';
import { runCli } from '../test-support/run-cli.ts';
import {
  lapseCsv,
  mortalityCsv,
  policiesCsv,
  smallModel,
  type ModelFiles,
} from '../test-support/small-model.ts';

interface BadInput {
  readonly config?: object;
  readonly files?: ModelFiles;
  readonly code: ErrorCode;
  /** Every part must be in the message. */
  readonly says: readonly string[];
}

/** policies.csv whose row 3 is this one. */
function row3(row: string): ModelFiles {
  return { 'policies.csv': policiesCsv({ 3: row }) };
}

const [header = ''] = policiesCsv().split('\n');
const scenarioHeader = ['scenario_id', ...Array.from({ length: 19 }, (_, y) => `year_${y + 1}`)];
const fileScenarios = { scenarios: { file: 'local://s.csv' } };

function scenariosCsv(rate: number, years = 19): string {
  const rates = Array.from({ length: years }, () => 0.03).with(1, rate);
  return `${scenarioHeader.slice(0, years + 1).join(',')}\n0,${rates.join(',')}\n`;
}

const cases: Readonly<Record<string, BadInput>> = {
  'a misspelt config key': {
    config: { projection: { mortalityMultiplyer: 1.1 } },
    code: 'CONFIG_INVALID',
    says: ['unknown key projection.mortalityMultiplyer', 'did you mean mortalityMultiplier?'],
  },
  'zero scenarios': {
    config: { scenarios: { model: 'gbm', count: 0 } },
    code: 'CONFIG_INVALID',
    says: ['scenarios.count is 0', 'at least 1'],
  },
  'a config that is not JSON': {
    files: { 'livecalc.config.json': '{\n  "policies": "local://p.csv",\n}' },
    code: 'CONFIG_INVALID',
    says: ['livecalc.config.json, line 3, column 1', 'found "}"', 'a key in double quotes'],
  },
  'a table that the pipeline does not write': {
    config: { output: { tables: ['scenario'] } },
    code: 'PIPELINE_INVALID',
    says: ['"scenario"', 'scenarios, cash_flows, policies'],
  },
  'a missing config': {
    files: { 'livecalc.config.json': null },
    code: 'FILE_NOT_FOUND',
    says: ['livecalc.config.json', 'cannot be read'],
  },
  'a missing file': {
    files: { 'lapse.csv': null },
    code: 'FILE_NOT_FOUND',
    says: ['lapse.csv', 'relative to the configuration'],
  },
  'text in a numeric column': {
    files: row3('3,old,M,50000,350,10,Term,Standard'),
    code: 'VALUE_INVALID',
    says: ['policies.csv, row 3, column age', 'old'],
  },
  'a missing column': {
    files: { 'policies.csv': policiesCsv().replace(header, header.replace('premium', 'premum')) },
    code: 'COLUMN_INVALID',
    says: ['policies.csv', 'premium', 'premum'],
  },
  'an age past the table': {
    files: row3('3,130,M,50000,350,10,Term,Standard'),
    code: 'VALUE_INVALID',
    says: ['row 3, column age', '130', 'from 0 to 120'],
  },
  'a term past the table': {
    files: row3('3,115,M,50000,350,10,Term,Standard'),
    code: 'TABLE_TOO_SHORT',
    says: ['row 3', 'age 124', 'projection.extend'],
  },
  'an unknown gender': {
    files: row3('3,30,X,50000,350,10,Term,Standard'),
    code: 'VALUE_INVALID',
    says: ['row 3, column gender', 'X'],
  },
  'an unknown product': {
    files: row3('3,30,M,50000,350,10,Tern,Standard'),
    code: 'VALUE_INVALID',
    says: ['row 3, column product_type', 'Tern'],
  },
  NaN: {
    files: row3('3,30,M,NaN,350,10,Term,Standard'),
    code: 'VALUE_INVALID',
    says: ['row 3, column sum_assured', 'NaN'],
  },
  'an infinity': {
    files: row3('3,30,M,50000,Infinity,10,Term,Standard'),
    code: 'VALUE_INVALID',
    says: ['row 3, column premium', 'Infinity'],
  },
  'a negative amount': {
    files: row3('3,30,M,-50000,350,10,Term,Standard'),
    code: 'VALUE_INVALID',
    says: ['row 3, column sum_assured', '-50000'],
  },
  'a duplicate policy_id': {
    files: row3('1,30,M,50000,350,10,Term,Standard'),
    code: 'DUPLICATE_KEY',
    says: ['row 3, column policy_id', '1'],
  },
  'a short row': {
    files: row3('3,30,M,50000'),
    code: 'VALUE_INVALID',
    says: ['policies.csv', '3'],
  },
  'an empty portfolio': {
    files: { 'policies.csv': `${header}\n` },
    code: 'EMPTY_INPUT',
    says: ['policies.csv', 'no rows'],
  },
  'a mortality table with a missing age': {
    files: { 'mortality.csv': mortalityCsv([60]) },
    code: 'VALUE_INVALID',
    says: ['mortality.csv', '60'],
  },
  'a lapse table shorter than a term': {
    files: { 'lapse.csv': lapseCsv(12) },
    code: 'TABLE_TOO_SHORT',
    says: ['lapse.csv ends at year 12', 'at least 19', 'row 10 of policies.csv'],
  },
  'a rate of -1': {
    config: fileScenarios,
    files: { 's.csv': scenariosCsv(-1) },
    code: 'VALUE_INVALID',
    says: ['s.csv, row 1, column year_2', '-1'],
  },
  'a scenario file that is too short': {
    config: fileScenarios,
    files: { 's.csv': scenariosCsv(0.03, 12) },
    code: 'TABLE_TOO_SHORT',
    says: ['s.csv', '19', 'Add the missing years'],
  },
  'a long scenario file that lacks a year': {
    config: fileScenarios,
    files: { 's.csv': 'scenario_id,year,rate\n7,1,0.03\n7,3,0.03\n' },
    code: 'VALUE_INVALID',
    says: ['s.csv', 'scenario 7 has no year 2'],
  },
  'a base curve that is too short': {
    config: { scenarios: { model: 'gbm', count: 10, base: 'local://curve.csv' } },
    files: { 'curve.csv': 'year,rate\n1,0.03\n' },
    code: 'TABLE_TOO_SHORT',
    says: ['curve.csv ends at year 1', 'scenarios.beyond'],
  },
  'more memory than allowed': {
    config: {
      scenarios: { model: 'gbm', count: 1_000_000 },
      execution: { memoryMb: 64 },
    },
    code: 'MEMORY_LIMIT_EXCEEDED',
    says: ['MiB'],
  },
  'amounts whose sum is no number': {
    files: {
      'policies.csv': policiesCsv({
        1: '1,30,M,1e308,350,10,Term,Standard',
        2: '2,30,M,1e308,350,10,Term,Standard',
      }),
    },
    code: 'VALUE_INVALID',
    says: ['policies.csv', 'the sum of sum_assured is not a finite number'],
  },
  'rates whose sum is no number': {
    config: fileScenarios,
    files: {
      's.csv': `${scenariosCsv(1e308)}${scenariosCsv(1e308).split('\n')[1]?.replace('0,', '1,')}\n`,
    },
    code: 'VALUE_INVALID',
    says: ['s.csv', 'the sum of all values of rate is not a finite number'],
  },
  'more scenarios than a number counts': {
    config: { scenarios: { model: 'gbm', count: 1e20 } },
    code: 'CONFIG_INVALID',
    says: [
      'scenarios.count is 100000000000000000000; expected at most 10000000 (number of scenarios).',
    ],
  },
  'a file that is not Parquet': {
    config: { policies: 'local://p.parquet' },
    files: { 'p.parquet': 'this is no Parquet file, whatever its name says' },
    code: 'FILE_UNREADABLE',
    says: ['p.parquet'],
  },
  'an engine that is not WebAssembly': {
    config: {
      engines: { mine: 'local://mine.wasm' },
      pipeline: {
        nodes: [{ id: 'a', engine: 'wasm://mine', outputs: ['bus://results/scenarios'] }],
      },
    },
    files: { 'mine.wasm': 'not wasm' },
    code: 'ENGINE_INVALID',
    says: ['"mine"'],
  },
  'an engine that nobody knows': {
    config: {
      pipeline: {
        nodes: [{ id: 'a', engine: 'wasm://nobody', outputs: ['bus://results/scenarios'] }],
      },
    },
    code: 'ENGINE_NOT_FOUND',
    says: ['"nobody"', 'projection'],
  },
};

describe('bad input', () => {
  it.each(Object.entries(cases))(
    '%s ends with exit code 2 and says what and where',
    async (_, bad) => {
      const model = smallModel(bad.config, bad.files);
      const json = await runCli(['run', model, '--json']);
      const { error } = JSON.parse(json.stdout) as { error: SerializedError };
      expect(error.message).toSatisfy((message: string) =>
        bad.says.every((part) => message.includes(part)),
      );
      expect(error.code).toBe(bad.code);
      expect(json.stderr).toBe('');
      expect(json.exitCode).toBe(2);

      const text = await runCli(['run', model]);
      expect(text.stderr).toBe(`livecalc: ${error.message} [${bad.code}]\n`);
      expect(text.stdout).toBe('');
      expect(text.exitCode).toBe(2);
    },
  );
});
