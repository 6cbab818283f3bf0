/** Layouts of the tables: the same numbers, whichever way they are written down. */
import { describe, expect, it } from 'vitest';
import type { Block } from '../../../contracts/run-inputs.ts';
import { goodAssumptions, requestOf } from '../../testing/inputs.ts';
import type { Files } from '../../testing/inputs.ts';
import { loadInputs } from '../load-inputs.ts';

/** Rates that the policies of a run read, year by year: what any layout must come to. */
async function ratesRead(
  files: Files,
  column: 'mortality' | 'lapse',
): Promise<readonly (readonly number[])[]> {
  const config = { scenarios: { model: 'gbm', count: 1 } } as const;
  const { policies, assumptions } = await loadInputs(requestOf({ files, config }));
  const rates = values(assumptions, column);
  const starts = values(policies, `${column}_start`);
  return values(policies, 'end_year').map((years, row) =>
    Array.from({ length: years }, (_, t) => rates[(starts[row] as number) + t] as number),
  );
}

function values(block: Block, name: string): readonly number[] {
  return Array.from(block.columns.find((column) => column.name === name)?.values ?? []);
}

const byClass = `age,underwriting_class,male_qx,female_qx
40,NonSmoker,0.01,0.001
41,NonSmoker,0.02,0.002
42,NonSmoker,0.03,0.003
43,NonSmoker,0.04,0.004
40,Smoker,0.1,0.3
41,Smoker,0.2,0.4
42,Smoker,0.3,0.5
43,Smoker,0.4,0.6
`;
/** The same by rows, men and women in turns. */
const byClassLong = `age,gender,underwriting_class,qx
40,M,NonSmoker,0.01
40,F,NonSmoker,0.001
41,M,NonSmoker,0.02
41,F,NonSmoker,0.002
42,M,NonSmoker,0.03
42,F,NonSmoker,0.003
43,M,NonSmoker,0.04
43,F,NonSmoker,0.004
40,M,Smoker,0.1
41,M,Smoker,0.2
42,M,Smoker,0.3
43,M,Smoker,0.4
40,F,Smoker,0.3
41,F,Smoker,0.4
42,F,Smoker,0.5
43,F,Smoker,0.6
`;
const smokers = `policy_id,age,gender,sum_assured,premium,term,underwriting_class
1,40,M,1,1,2,NonSmoker
2,41,F,1,1,3,Smoker
3,42,M,1,1,2,Smoker
`;

describe('mortality tables', () => {
  it.each([
    ['with a column per gender', byClass],
    ['with a row per gender', byClassLong],
  ])('may be keyed by gender and underwriting class, %s', async (_, mortality) => {
    const files = { 'policies.csv': smokers, 'mortality.csv': mortality };
    expect(await ratesRead(files, 'mortality')).toEqual([
      [0.01, 0.02],
      [0.4, 0.5, 0.6],
      [0.3, 0.4],
    ]);
  });

  it('may be one for everybody', async () => {
    const mortality = 'age,qx\n40,0.1\n41,0.2\n42,0.3\n43,0.4\n';
    expect(await ratesRead({ 'mortality.csv': mortality }, 'mortality')).toEqual([
      [0.1, 0.2],
      [0.2, 0.3, 0.4],
      [0.3],
    ]);
  });

  it('may have other ages for every product', async () => {
    const mortality = `product_type,age,qx
Term,40,0.1
Term,41,0.2
WholeLife,41,0.3
WholeLife,42,0.4
WholeLife,43,0.5
Endowment,42,0.6
`;
    expect(await ratesRead({ 'mortality.csv': mortality }, 'mortality')).toEqual([
      [0.1, 0.2],
      [0.3, 0.4, 0.5],
      [0.6],
    ]);
  });
});

/** Policy years 1 and 2 are select; the third column is ultimate, at attained age `age` + 2. */
const selectWide = `age,duration_1,duration_2,duration_3
40,0.401,0.402,0.42
41,0.411,0.412,0.43
42,0.421,0.422,0.44
43,0.431,0.432,0.45
`;
const selectLong = `age,duration,qx
40,1,0.401
41,1,0.411
42,1,0.421
43,1,0.431
40,2,0.402
41,2,0.412
42,2,0.422
43,2,0.432
40,3,0.42
41,3,0.43
42,3,0.44
43,3,0.45
`;
const selectByGender = `age,duration,male_qx,female_qx
${selectLong
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => `${line},0`)
  .join('\n')}
`;
/** By duration: new, in its second and third year, long in force, entered below the table's first age, not issued yet. */
const inForce = `policy_id,age,gender,sum_assured,premium,term,duration_years
1,40,M,1,1,5,0
2,40,M,1,1,5,1
3,40,M,1,1,5,2
4,41,M,1,1,5,3
5,30,M,1,1,14,12
6,43,M,1,1,3,-2
`;

describe('select mortality', () => {
  it.each([
    ['a column per duration', selectWide],
    ['a row per duration', selectLong],
    ['a row per duration and a column per gender', selectByGender],
  ])('is read along the years since issue, from a table with %s', async (_, mortality) => {
    const files = { 'policies.csv': inForce, 'mortality.csv': mortality };
    const [first, ...others] = await ratesRead({ ...files, 'lapse.csv': longLapse }, 'mortality');
    expect(first).toEqual([0.401, 0.402, 0.42, 0.43, 0.44]);
    expect(others.slice(0, 4)).toEqual([
      [0.402, 0.42, 0.43, 0.44],
      [0.42, 0.43, 0.44],
      [0.44, 0.45],
      [0.42, 0.43],
    ]);
    // Not issued yet: two years without a cell of its own, then policy years 1 to 3.
    expect(others[4]).toHaveLength(5);
    expect(others[4]?.slice(2)).toEqual([0.431, 0.432, 0.45]);
  });

  it('lets policies past the select years share the cells of their attained age', async () => {
    const policies = `policy_id,age,gender,sum_assured,premium,term,duration_years
1,40,M,1,1,5,3
2,41,M,1,1,4,2
`;
    const files = { 'policies.csv': policies, 'mortality.csv': selectWide };
    const request = requestOf({ files: { ...files, 'lapse.csv': longLapse } });
    const [a, b] = values((await loadInputs(request)).policies, 'mortality_start');
    expect(a).toBe(b);
  });
});

const longLapse = `year,lapse_rate\n${Array.from({ length: 14 }, (_, year) => `${year + 1},0.1`).join('\n')}\n`;

describe('lapse and expense tables', () => {
  it.each([
    [
      'with a column per product',
      'year,Term,WholeLife,Endowment\n1,0.1,0.4,0.7\n2,0.2,0.5,0.8\n3,0.3,0.6,0.9\n',
    ],
    [
      'with a row per product',
      'product_type,year,lapse_rate\nWholeLife,1,0.4\nWholeLife,2,0.5\nWholeLife,3,0.6\nTerm,1,0.1\nTerm,2,0.2\nEndowment,1,0.7\n',
    ],
  ])('may be keyed by product, lapses %s', async (_, lapse) => {
    expect(await ratesRead({ 'lapse.csv': lapse }, 'lapse')).toEqual([
      [0.1, 0.2],
      [0.4, 0.5, 0.6],
      [0.7],
    ]);
  });

  it.each([
    [
      'with a column per product',
      `name,Term,Endowment,WholeLife
per_policy_acquisition,1,10,100
per_policy_maintenance,2,20,200
percent_of_premium,3,30,300
claim_expense,4,40,400
`,
    ],
    [
      'with a row per product',
      `product_type,name,value
Term,per_policy_acquisition,1
Term,per_policy_maintenance,2
Term,percent_of_premium,3
Term,claim_expense,4
Endowment,claim_expense,40
Endowment,percent_of_premium,30
Endowment,per_policy_maintenance,20
Endowment,per_policy_acquisition,10
WholeLife,per_policy_acquisition,100
WholeLife,per_policy_maintenance,200
WholeLife,percent_of_premium,300
WholeLife,claim_expense,400
`,
    ],
  ])('may be keyed by product, expenses %s', async (_, expenses) => {
    const files = { 'expenses.csv': expenses };
    const { policies, assumptions } = await loadInputs(requestOf({ files }));
    const sets = assumptions.columns.find(({ name }) => name === 'expenses');
    expect(sets?.shape).toEqual([3, 4]);
    expect(Array.from(sets?.values ?? [])).toEqual([
      1, 2, 3, 4, 10, 20, 30, 40, 100, 200, 300, 400,
    ]);
    expect(values(policies, 'expense_row')).toEqual([0, 2, 1]);
  });
});

describe('the product table', () => {
  const config = { assumptions: { ...goodAssumptions, product: 'local://product.csv' } };
  const product = `product_type,policy_year,death_factor,maturity_factor,surrender_factor,surrender_basis,premium_factor
Term,1,1,0,0,sum_assured,1
Term,2,0.5,0,0,sum_assured,1
WholeLife,1,1,0,0.5,premiums_paid,1
WholeLife,2,1,0,0.75,premiums_paid,0.5
WholeLife,3,1,0,0.9,sum_assured,0
Endowment,1,1,1,0,sum_assured,1
`;

  it('says what is paid, by product and policy year', async () => {
    const request = requestOf({ files: { 'product.csv': product }, config });
    const { policies, assumptions, summaries } = await loadInputs(request);
    expect(values(policies, 'product_start')).toEqual([0, 3, 6]);
    const cells = (name: string): readonly number[] => values(assumptions, name).slice(3, 6);
    expect(values(assumptions, 'death_factor').slice(0, 2)).toEqual([1, 0.5]);
    expect(values(assumptions, 'maturity_factor')[6]).toBe(1);
    expect(cells('premium_factor')).toEqual([1, 0.5, 0]);
    expect(cells('premiums_paid')).toEqual([1, 1.5, 1.5]);
    expect(cells('surrender_premiums_factor')).toEqual([0.5, 0.75, 0]);
    expect(cells('surrender_factor')).toEqual([0, 0, 0.9]);
    expect(summaries[4]).toMatchObject({
      role: 'product',
      file: 'product.csv',
      rows: 6,
      controlTotals: { death_factor: 5.5, maturity_factor: 1, premium_factor: 4.5 },
    });
  });

  it('is term insurance where a column of factors is left out', async () => {
    const bare =
      'product_type,policy_year\nTerm,1\nTerm,2\nWholeLife,1\nWholeLife,2\nWholeLife,3\nEndowment,1\n';
    const { assumptions } = await loadInputs(requestOf({ files: { 'product.csv': bare }, config }));
    const first = (name: string): number | undefined => values(assumptions, name)[0];
    expect(['death_factor', 'premium_factor'].map(first)).toEqual([1, 1]);
    expect(['maturity_factor', 'surrender_factor', 'surrender_premiums_factor'].map(first)).toEqual(
      [0, 0, 0],
    );
  });

  it('knows products of any name', async () => {
    const policies = `policy_id,age,gender,sum_assured,premium,term,product_type
1,40,M,1,1,2,Unit-linked 2024
`;
    const files = {
      'policies.csv': policies,
      'product.csv': 'product_type,policy_year\nUnit-linked 2024,1\nUnit-linked 2024,2\n',
    };
    const inputs = await loadInputs(requestOf({ files, config }));
    expect(values(inputs.policies, 'product_start')).toEqual([0]);
  });

  it('repeats the factors of its last year where the config holds it, and adds up premiums on', async () => {
    const short = 'product_type,policy_year\nTerm,1\nWholeLife,1\nEndowment,1\n';
    const held = { ...config, projection: { extend: 'hold' } } as const;
    const request = requestOf({ files: { 'product.csv': short }, config: held });
    const { assumptions, warnings } = await loadInputs(request);
    expect(values(assumptions, 'premiums_paid').slice(0, 3)).toEqual([1, 2, 3]);
    expect(warnings).toEqual([
      '2 of 3 policies run past year 1, the last of product.csv; its factors are held',
    ]);
  });
});
