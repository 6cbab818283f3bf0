/** Whatever may be wrong with keyed tables and optional columns is told once, with its place. */
import { describe, expect, it } from 'vitest';
import type { RunConfigInput } from '../../contracts/config.ts';
import { goodAssumptions, goodFiles, requestOf } from '../testing/inputs.ts';
import type { Files } from '../testing/inputs.ts';
import { checkInputs } from './check-inputs.ts';
import { loadInputs } from './load-inputs.ts';

interface Bad {
  readonly what: string;
  readonly files: Files;
  readonly config?: Partial<RunConfigInput>;
  readonly code: string;
  /** Parts of the one message. */
  readonly says: readonly string[];
}

const product = {
  config: { assumptions: { ...goodAssumptions, product: 'local://product.csv' } },
} as const;

/** The good policies with a column more. */
function withColumn(name: string, values: readonly (string | number)[]): Files {
  const [header, ...rows] = goodFiles['policies.csv'].trim().split('\n');
  const lines = rows.map((row, index) => `${row},${values[index]}`);
  return { 'policies.csv': `${header},${name}\n${lines.join('\n')}\n` };
}

const badKeys: readonly Bad[] = [
  {
    what: 'a product table without product_type',
    files: { 'product.csv': 'product,policy_year\nTerm,1\nTerm,2\n' },
    ...product,
    code: 'COLUMN_INVALID',
    says: ['product.csv has no column product_type'],
  },
  {
    what: 'a column that seems to mean one that would be read',
    files: {
      'lapse.csv': 'year,lapse_rate,product\n1,0.1,Term\n2,0.1,Term\n3,0.1,Term\n',
    },
    code: 'COLUMN_INVALID',
    says: ['lapse.csv has a column product, which is not read. Was product_type meant?'],
  },
  {
    what: 'a product that the product table does not have',
    files: { 'product.csv': 'product_type,policy_year\nTerm,1\nTerm,2\nEndowment,1\n' },
    ...product,
    code: 'VALUE_INVALID',
    says: [
      'policies.csv, row 2, column product_type: found product_type WholeLife',
      'a combination that product.csv has',
    ],
  },
  {
    what: 'a combination that the mortality table does not have, with the number of policies',
    files: {
      'mortality.csv': `age,gender,underwriting_class,qx
${['40,M,Standard', '41,M,Standard', '42,M,Standard', '41,F,NonSmoker', '42,F,NonSmoker', '43,F,NonSmoker'].map((key) => `${key},0.1`).join('\n')}
`,
    },
    code: 'VALUE_INVALID',
    says: [
      'policies.csv, row 3, column underwriting_class',
      'found gender M, underwriting_class Smoker',
      'a combination that mortality.csv has',
    ],
  },
  {
    what: 'a missing product, once for all policies that have it',
    files: {
      'policies.csv': `policy_id,age,gender,sum_assured,premium,term,product_type
1,40,M,1,1,1,Term
2,40,M,1,1,1,Unit
3,40,M,1,1,1,Unit
`,
      'lapse.csv': 'year,Term\n1,0.1\n',
    },
    code: 'VALUE_INVALID',
    says: ['row 2, column product_type: found product_type Unit', '2 policies need it'],
  },
  {
    what: 'an age that one of the curves does not have',
    files: {
      'mortality.csv': `age,gender,qx\n40,M,0.1\n41,M,0.1\n42,M,0.1\n42,F,0.1\n43,F,0.1\n44,F,0.1\n`,
    },
    code: 'VALUE_INVALID',
    says: ['row 2, column age: found 41', 'from 42 to 44, those of mortality.csv for gender F'],
  },
  {
    what: 'an age at entry without select rates',
    files: { 'mortality.csv': 'age,duration_1,duration_2\n41,0.1,0.1\n42,0.1,0.1\n43,0.1,0.1\n' },
    code: 'VALUE_INVALID',
    says: ['row 1, column age: found 40', 'an age at entry from 41 to 43, those of mortality.csv'],
  },
  {
    what: 'a key that the policies do not have',
    files: {
      'policies.csv':
        'policy_id,age,gender,sum_assured,premium,term,produkt_type\n1,40,M,1,1,1,Term\n',
      'lapse.csv': 'year,Term\n1,0.1\n',
    },
    code: 'COLUMN_INVALID',
    says: [
      'policies.csv has no column product_type, by which lapse.csv is keyed.',
      'Was produkt_type meant?',
    ],
  },
  {
    what: 'a gap in one of the curves',
    files: { 'mortality.csv': 'age,gender,qx\n40,M,0.1\n40,F,0.1\n42,M,0.1\n41,F,0.1\n' },
    code: 'VALUE_INVALID',
    says: ['mortality.csv, row 3, column age', 'the one above it of gender M', 'Age 41 is missing'],
  },
  {
    what: 'a key twice',
    files: { 'mortality.csv': 'age,gender,qx\n40,M,0.1\n40,F,0.1\n41,M,0.1\n40,F,0.1\n' },
    code: 'DUPLICATE_KEY',
    says: ['mortality.csv, row 4, column age', 'age 40 again, which row 2 has already', 'gender F'],
  },
  {
    what: 'an unknown gender in a table',
    files: { 'mortality.csv': 'age,gender,qx\n40,M,0.1\n40,X,0.1\n' },
    code: 'VALUE_INVALID',
    says: ['mortality.csv, row 2, column gender', 'found "X"', 'one of M, F'],
  },
  {
    what: 'gender both in rows and in columns',
    files: { 'mortality.csv': 'age,gender,male_qx,female_qx\n40,M,0.1,0.1\n' },
    code: 'COLUMN_INVALID',
    says: ['mortality.csv has the columns gender and male_qx, expected one of them'],
  },
  {
    what: 'a duration without the one before',
    files: { 'mortality.csv': 'age,duration,qx\n40,1,0.1\n41,1,0.1\n40,3,0.1\n41,3,0.1\n' },
    code: 'VALUE_INVALID',
    says: ['mortality.csv: found duration 3 without duration 2'],
  },
  {
    what: 'durations of different ages',
    files: { 'mortality.csv': 'age,duration,qx\n40,1,0.1\n41,1,0.1\n40,2,0.1\n' },
    code: 'VALUE_INVALID',
    says: ['mortality.csv: found duration 2 for ages 40 to 40', 'all for ages 40 to 41'],
  },
  {
    what: 'a missing column of durations',
    files: { 'mortality.csv': 'age,duration_1,duration_3\n40,0.1,0.1\n' },
    code: 'COLUMN_INVALID',
    says: ['mortality.csv has no column duration_2'],
  },
  {
    what: 'a lapse table that is short for one product',
    files: {
      'lapse.csv':
        'product_type,year,lapse_rate\nTerm,1,0.1\nTerm,2,0.1\nEndowment,1,0.1\nWholeLife,1,0.1\n',
    },
    code: 'TABLE_TOO_SHORT',
    says: [
      'lapse.csv ends at year 1 for product_type WholeLife',
      'at least 3, the last policy year of row 2 of policies.csv',
    ],
  },
  {
    what: 'an expense that one product does not have',
    files: {
      'expenses.csv': `product_type,name,value
${['Term', 'WholeLife', 'Endowment'].map((type) => `${type},per_policy_acquisition,1\n${type},per_policy_maintenance,1\n${type},percent_of_premium,0`).join('\n')}
Term,claim_expense,1
WholeLife,claim_expense,1
`,
    },
    code: 'VALUE_INVALID',
    says: ['expenses.csv has no row claim_expense for product_type Endowment'],
  },
  {
    what: 'a policy year that the product table leaves out',
    files: { 'product.csv': 'product_type,policy_year\nTerm,1\nTerm,3\n' },
    ...product,
    code: 'VALUE_INVALID',
    says: ['product.csv, row 2, column policy_year', 'Policy year 2 is missing'],
  },
  {
    what: 'a negative factor',
    files: {
      'product.csv':
        'product_type,policy_year,death_factor\nTerm,1,1\nTerm,2,-1\nWholeLife,1,1\nWholeLife,2,1\nWholeLife,3,1\nEndowment,1,1\n',
    },
    ...product,
    code: 'VALUE_INVALID',
    says: ['product.csv, row 2, column death_factor', 'found -1'],
  },
  {
    what: 'an unknown basis of surrender values',
    files: {
      'product.csv':
        'product_type,policy_year,surrender_basis\nTerm,1,premiums\nTerm,2,sum_assured\nWholeLife,1,sum_assured\nWholeLife,2,sum_assured\nWholeLife,3,sum_assured\nEndowment,1,sum_assured\n',
    },
    ...product,
    code: 'VALUE_INVALID',
    says: ['column surrender_basis', 'found "premiums"', 'one of sum_assured, premiums_paid'],
  },
  {
    what: 'a duration past the term',
    files: withColumn('duration_years', [0, 4, 0]),
    code: 'VALUE_INVALID',
    says: ['policies.csv, row 2, column duration_years: found 4', "at most 3, the policy's term"],
  },
  {
    what: 'a fractional duration',
    files: withColumn('duration_years', [0, 0.5, 0]),
    code: 'VALUE_INVALID',
    says: ['row 2, column duration_years', 'found 0.5', 'a whole number from -150 to 150'],
  },
  {
    what: 'a premium term past the term',
    files: withColumn('premium_term', [2, 3, 2]),
    code: 'VALUE_INVALID',
    says: ['row 3, column premium_term: found 2', "at most 1, the policy's term"],
  },
  {
    what: 'a reference rate of -1',
    files: withColumn('reference_rate', [0.01, -1, 0]),
    config: {
      projection: {
        dynamicLapse: { slope: 1, floor: 0, cap: 2, reference: 'reference_rate' },
      },
    },
    code: 'VALUE_INVALID',
    says: ['row 2, column reference_rate', 'found -1', 'a finite rate above -1'],
  },
  {
    what: 'a column with a name that is kept for the engines',
    files: withColumn('duration', [1, 1, 1]),
    code: 'COLUMN_INVALID',
    says: ['policies.csv has a column duration', 'Was duration_years meant?'],
  },
];

describe('checking keys and optional columns', () => {
  it.each(badKeys)('tells of $what, once', async ({ files, config = {}, code, says }) => {
    const problems = await checkInputs(requestOf({ files, config }));
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    for (const part of says) expect(problems[0]?.message).toContain(part);
  });

  it('orders problems as the config names the files, the product table before the scenarios', async () => {
    const files = {
      'product.csv': 'product_type,policy_year\nTerm,2\n',
      'scenarios.csv': 'scenario_id,year_1,year_2,year_3\n0,0,-1,0\n',
      ...withColumn('duration_years', [9, 0, 0]),
    };
    const problems = await checkInputs(requestOf({ files, ...product }));
    expect(problems.map(({ file }) => file)).toEqual([
      'policies.csv',
      'product.csv',
      'scenarios.csv',
    ]);
  });

  it('warns of a column that may have been meant as one that is read', async () => {
    const files = withColumn('premium_terms', [1, 1, 1]);
    const { warnings } = await loadInputs(requestOf({ files }));
    expect(warnings).toEqual([
      'the column premium_terms of policies.csv is not read; was premium_term meant?',
    ]);
  });

  it('does not warn of a column that only sounds alike', async () => {
    const files = withColumn('premium_mode', [1, 1, 1]);
    expect((await loadInputs(requestOf({ files }))).warnings).toEqual([]);
  });

  it('takes columns called group and segment for what they are: the portfolio’s own', async () => {
    const files = withColumn('group', [1, 1, 2]);
    const config = { groupBy: ['group'] };
    const inputs = await loadInputs(requestOf({ files, config, carryColumns: true }));
    expect(inputs.groups?.keys[0]?.values).toEqual(Uint32Array.of(1, 2));
    const columns = inputs.policies.columns.filter(({ name }) => name === 'group');
    expect(columns.map(({ values }) => [...values])).toEqual([[0, 0, 1]]);
    expect(inputs.policyTable.columns.map(({ name }) => name)).toContain('group');
  });
});
