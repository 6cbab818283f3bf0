import { describe, expect, it } from 'vitest';
import type { Table } from '../../contracts/table.ts';
import { readTable } from '../read-table.ts';
import { edited, goodFiles, requestOf } from '../testing/inputs.ts';
import type { Files } from '../testing/inputs.ts';
import { written } from '../testing/tables.ts';
import { checkInputs, problemsTable } from './check-inputs.ts';

const policy = (line: string): Files =>
  edited('policies.csv', '2,41,F,100000,450,3,WholeLife,NonSmoker,8', line);
const header = (line: string): Files =>
  edited(
    'policies.csv',
    'policy_id,age,gender,sum_assured,premium,term,product_type,underwriting_class,region',
    line,
  );

interface BadInput {
  readonly what: string;
  readonly files: Files;
  readonly code: string;
  /** Parts of the one message. */
  readonly says: readonly string[];
}

const badInputs: readonly BadInput[] = [
  {
    what: 'a missing file',
    files: { 'lapse.csv': undefined },
    code: 'FILE_NOT_FOUND',
    says: ['lapse.csv'],
  },
  {
    what: 'a misspelt column',
    files: header(
      'policy_id,age,gender,sum_asured,premium,term,product_type,underwriting_class,region',
    ),
    code: 'COLUMN_INVALID',
    says: ['policies.csv has no column sum_assured', 'Was sum_asured meant?'],
  },
  {
    what: 'a text where a number should be',
    files: policy('2,41,F,many,450,3,WholeLife,NonSmoker,8'),
    code: 'VALUE_INVALID',
    says: ['policies.csv, row 2, column sum_assured', '"many"', 'a decimal number'],
  },
  {
    what: 'NaN',
    files: policy('2,41,F,NaN,450,3,WholeLife,NonSmoker,8'),
    code: 'VALUE_INVALID',
    says: ['row 2, column sum_assured', '"NaN"'],
  },
  {
    what: 'infinity',
    files: policy('2,41,F,100000,Infinity,3,WholeLife,NonSmoker,8'),
    code: 'VALUE_INVALID',
    says: ['row 2, column premium', '"Infinity"'],
  },
  {
    what: 'an empty cell',
    files: policy('2,41,F,100000,,3,WholeLife,NonSmoker,8'),
    code: 'VALUE_INVALID',
    says: ['row 2, column premium', 'an empty cell'],
  },
  {
    what: 'a negative amount',
    files: policy('2,41,F,100000,-450,3,WholeLife,NonSmoker,8'),
    code: 'VALUE_INVALID',
    says: ['row 2, column premium', 'found -450', 'a finite amount of 0 or more'],
  },
  {
    what: 'a fractional age',
    files: policy('2,41.5,F,100000,450,3,WholeLife,NonSmoker,8'),
    code: 'VALUE_INVALID',
    says: ['row 2, column age', 'found 41.5', 'a whole number from 0 to 150'],
  },
  {
    what: 'an age outside the mortality table',
    files: policy('2,39,F,100000,450,3,WholeLife,NonSmoker,8'),
    code: 'VALUE_INVALID',
    says: ['row 2, column age', 'found 39', 'an age from 40 to 43', 'mortality.csv'],
  },
  {
    what: 'an age no human reaches',
    files: policy('2,250,F,100000,450,3,WholeLife,NonSmoker,8'),
    code: 'VALUE_INVALID',
    says: ['row 2, column age', 'found 250', 'a whole number from 0 to 150'],
  },
  {
    what: 'a term longer than a life',
    files: policy('2,41,F,100000,450,255,WholeLife,NonSmoker,8'),
    code: 'VALUE_INVALID',
    says: ['row 2, column term', 'found 255', 'a whole number from 0 to 150'],
  },
  {
    what: 'a policy that runs past the mortality table',
    files: policy('2,42,F,100000,450,3,WholeLife,NonSmoker,8'),
    code: 'TABLE_TOO_SHORT',
    says: ['policies.csv, row 2, column term', 'reads age 44', 'past 43', 'projection.extend'],
  },
  {
    what: 'an unknown gender',
    files: policy('2,41,X,100000,450,3,WholeLife,NonSmoker,8'),
    code: 'VALUE_INVALID',
    says: ['row 2, column gender', 'found "X"', 'one of M, F'],
  },
  {
    what: 'an unknown product',
    files: policy('2,41,F,100000,450,3,Pension,NonSmoker,8'),
    code: 'VALUE_INVALID',
    says: ['row 2, column product_type', '"Pension"', 'one of Term, WholeLife, Endowment'],
  },
  {
    what: 'a duplicate policy_id',
    files: policy('1,41,F,100000,450,3,WholeLife,NonSmoker,8'),
    code: 'DUPLICATE_KEY',
    says: ['row 2, column policy_id', '1 again, which row 1 has already'],
  },
  {
    what: 'a duplicate policy_id in text',
    files: edited(
      'policies.csv',
      '3,42,M,75000,-0,1,Endowment,Smoker,9',
      'P-7,42,M,75000,0,1,Term,Smoker,9\nP-7,42,M,75000,0,1,Term,Smoker,9',
    ),
    code: 'DUPLICATE_KEY',
    says: ['row 4, column policy_id', '"P-7" again, which row 3 has already'],
  },
  {
    what: 'a policy without an id',
    files: policy(',41,F,100000,450,3,WholeLife,NonSmoker,8'),
    code: 'VALUE_INVALID',
    says: ['row 2, column policy_id', 'an empty text'],
  },
  {
    what: 'a short row',
    files: policy('2,41,F,100000,450'),
    code: 'VALUE_INVALID',
    says: ['policies.csv, row 2: found 5 cells, expected 9'],
  },
  {
    what: 'a portfolio without policies',
    files: { 'policies.csv': 'policy_id,age,gender,sum_assured,premium,term\n' },
    code: 'EMPTY_INPUT',
    says: ['policies.csv has a header but no rows'],
  },
  {
    what: 'a portfolio without even a header',
    files: { 'policies.csv': '' },
    code: 'EMPTY_INPUT',
    says: ['policies.csv is empty'],
  },
  {
    what: 'a missing age',
    files: edited('mortality.csv', '42,0.003,0.0007', ''),
    code: 'VALUE_INVALID',
    says: ['mortality.csv, row 3, column age', 'found age 43', 'Age 42 is missing'],
  },
  {
    what: 'a duplicate age',
    files: edited('mortality.csv', '42,0.003,0.0007', '42,0.003,0.0007\n42,0.003,0.0007'),
    code: 'DUPLICATE_KEY',
    says: ['mortality.csv, row 4', 'age 42 again, which row 3 has already'],
  },
  {
    what: 'a rate of death above 1',
    files: edited('mortality.csv', '42,0.003,0.0007', '42,0.003,1.0007'),
    code: 'VALUE_INVALID',
    says: ['mortality.csv, row 3, column female_qx', '1.0007', 'from 0 to 1'],
  },
  {
    what: 'a lapse table that does not begin with year 1',
    files: edited('lapse.csv', '1,0.15', ''),
    code: 'VALUE_INVALID',
    says: ['lapse.csv, row 1, column year', 'found year 2', 'Year 1 is missing'],
  },
  {
    what: 'a lapse table shorter than a term',
    files: { 'lapse.csv': 'year,lapse_rate\n1,0.1\n2,0.1\n' },
    code: 'TABLE_TOO_SHORT',
    says: ['lapse.csv ends at year 2', 'at least 3, the last policy year of row 2 of policies.csv'],
  },
  {
    what: 'a negative lapse rate',
    files: edited('lapse.csv', '2,0.1', '2,-0.1'),
    code: 'VALUE_INVALID',
    says: ['lapse.csv, row 2, column lapse_rate', '-0.1'],
  },
  {
    what: 'a missing expense',
    files: edited('expenses.csv', 'claim_expense,100', ''),
    code: 'VALUE_INVALID',
    says: ['expenses.csv has no row claim_expense'],
  },
  {
    what: 'an expense given twice',
    files: edited('expenses.csv', 'claim_expense,100', 'claim_expense,100\nclaim_expense,90'),
    code: 'DUPLICATE_KEY',
    says: ['expenses.csv, row 5', '"claim_expense" again, which row 4 has already'],
  },
  {
    what: 'an unknown expense',
    files: edited('expenses.csv', 'claim_expense,100', 'claim_expense,100\nclaim_expenses,90'),
    code: 'VALUE_INVALID',
    says: ['expenses.csv, row 5, column name', 'Was claim_expense meant?'],
  },
  {
    what: 'a negative expense',
    files: edited('expenses.csv', 'claim_expense,100', 'claim_expense,-100'),
    code: 'VALUE_INVALID',
    says: ['expenses.csv, row 4, column value', '-100'],
  },
  {
    what: 'a rate of -1',
    files: edited('scenarios.csv', '11,-0.01,0,0.05,0.06', '11,-0.01,-1,0.05,0.06'),
    code: 'VALUE_INVALID',
    says: ['scenarios.csv, row 2, column year_2', 'found -1', 'a finite rate above -1'],
  },
  {
    what: 'a duplicate scenario_id',
    files: edited('scenarios.csv', '11,-0.01,0,0.05,0.06', '10,-0.01,0,0.05,0.06'),
    code: 'DUPLICATE_KEY',
    says: ['scenarios.csv, row 2, column scenario_id', 'which row 1 has already'],
  },
  {
    what: 'a missing year',
    files: edited(
      'scenarios.csv',
      'scenario_id,year_1,year_2,year_3,year_4',
      'scenario_id,year_1,year_2,years_3,year_4',
    ),
    code: 'COLUMN_INVALID',
    says: ['scenarios.csv has no column year_3'],
  },
  {
    what: 'scenarios shorter than a term',
    files: { 'scenarios.csv': 'scenario_id,year_1,year_2\n0,0.01,0.01\n' },
    code: 'TABLE_TOO_SHORT',
    says: ['scenarios.csv ends at year 2'],
  },
  {
    what: 'zero scenarios',
    files: { 'scenarios.csv': 'scenario_id,year_1,year_2,year_3\n' },
    code: 'EMPTY_INPUT',
    says: ['scenarios.csv has a header but no rows'],
  },
];

describe('checking the inputs of a run', () => {
  it('finds nothing wrong with good inputs', async () => {
    expect(await checkInputs(requestOf({ carryColumns: true }))).toEqual([]);
  });

  it.each(badInputs)('tells of $what, once', async ({ files, code, says }) => {
    const problems = await checkInputs(requestOf({ files }));
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    for (const part of says) expect(problems[0]?.message).toContain(part);
  });

  it('tells of a column of the wrong type', async () => {
    const table: Table = {
      name: 'lapse',
      length: 1,
      columns: [
        { name: 'year', type: 'u32', values: Uint32Array.of(1) },
        { name: 'lapse_rate', type: 'utf8', values: ['0.1'] },
      ],
    };
    const files = { 'lapse.parquet': await written(table, 'parquet') };
    const { config, ...request } = requestOf({ files });
    const assumptions = { ...config.assumptions, lapse: 'local://lapse.parquet' };
    const problems = await checkInputs({ ...request, config: { ...config, assumptions } });
    expect(problems).toMatchObject([
      {
        code: 'COLUMN_INVALID',
        file: 'lapse.parquet',
        column: 'lapse_rate',
        found: 'text',
        expected: 'numbers',
      },
    ]);
  });

  it('tells of a NaN that is carried along', async () => {
    const table: Table = {
      name: 'policies',
      length: 1,
      columns: [
        { name: 'policy_id', type: 'u32', values: Uint32Array.of(1) },
        { name: 'age', type: 'u32', values: Uint32Array.of(40) },
        { name: 'gender', type: 'utf8', values: ['M'] },
        { name: 'sum_assured', type: 'f64', values: Float64Array.of(Infinity) },
        { name: 'premium', type: 'f64', values: Float64Array.of(NaN) },
        { name: 'term', type: 'u32', values: Uint32Array.of(1) },
        { name: 'bonus', type: 'f64', values: Float64Array.of(NaN) },
      ],
    };
    const files = { 'policies.arrow': await written(table, 'arrow') };
    const config = { policies: 'local://policies.arrow' };
    const problems = await checkInputs(requestOf({ files, config, carryColumns: true }));
    expect(problems.map(({ column, found }) => [column, found])).toEqual([
      ['sum_assured', 'Infinity'],
      ['premium', 'NaN'],
      ['bonus', 'NaN'],
    ]);
  });

  it('lists every problem of all files, which errors.csv holds row by row', async () => {
    const files = {
      'policies.csv': `${goodFiles['policies.csv']}3,42,Q,-1,200,200,Term,Standard,7\n`,
      ...edited('lapse.csv', '4,0.02', '4,7'),
      'expenses.csv': undefined,
    };
    const problems = await checkInputs(requestOf({ files }));
    const source = await written(problemsTable(problems), 'csv');
    const { columns } = await readTable(source, { types: { row: 'utf8', column: 'utf8' } });
    const cells = columns.slice(0, 5).map(({ values }) => [...values]);
    expect(columns.map(({ name }) => name)).toEqual([
      'file',
      'row',
      'column',
      'code',
      'found',
      'expected',
      'message',
    ]);
    expect(cells).toEqual([
      ['policies.csv', 'policies.csv', 'policies.csv', 'policies.csv', 'lapse.csv', 'expenses.csv'],
      ['4', '4', '4', '4', '4', ''],
      ['policy_id', 'gender', 'sum_assured', 'term', 'lapse_rate', ''],
      [
        'DUPLICATE_KEY',
        'VALUE_INVALID',
        'VALUE_INVALID',
        'VALUE_INVALID',
        'VALUE_INVALID',
        'FILE_NOT_FOUND',
      ],
      ['3 again, which row 3 has already', '"Q"', '-1', '200', '7', ''],
    ]);
  });
});
