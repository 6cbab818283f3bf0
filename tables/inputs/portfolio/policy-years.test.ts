/** Business in force, yet to be issued, paying for fewer years, and past the last age of the table. */
import { describe, expect, it } from 'vitest';
import type { RunConfigInput } from '../../../contracts/config.ts';
import { requestOf } from '../../testing/inputs.ts';
import { loadInputs } from '../load-inputs.ts';

interface Expected {
  readonly end_year: readonly number[];
  readonly [column: string]: readonly number[] | undefined;
}

const header = 'policy_id,age,gender,sum_assured,premium,term';
/** Men of ages 40 to 49 in cells 0 to 9, women in cells 10 to 19. */
const mortality = `age,male_qx,female_qx\n${Array.from({ length: 10 }, (_, i) => `${40 + i},0.1,0.2`).join('\n')}\n`;
const lapse = `year,lapse_rate\n${Array.from({ length: 20 }, (_, i) => `${i + 1},0.1`).join('\n')}\n`;

async function blockOf(
  policies: string,
  projection: RunConfigInput['projection'] = {},
): Promise<Awaited<ReturnType<typeof loadInputs>> & { column: (name: string) => unknown }> {
  const request = requestOf({
    files: { 'policies.csv': policies, 'mortality.csv': mortality, 'lapse.csv': lapse },
    config: { scenarios: { model: 'gbm', count: 1 }, projection },
  });
  const inputs = await loadInputs(request);
  const column = (name: string): unknown => {
    const found = inputs.policies.columns.find((candidate) => candidate.name === name);
    return found && Array.from(found.values);
  };
  return { ...inputs, column };
}

describe('the years of a policy', () => {
  it('begin with its duration, before 0 where it is yet to be issued', async () => {
    const { column, horizonYears, assumptions } = await blockOf(`${header},duration_years
1,40,M,1,1,5,0
2,40,M,1,1,5,3
3,40,F,1,1,5,5
4,40,F,1,1,5,-2
`);
    const expected: Expected = {
      end_year: [5, 2, 0, 7],
      duration: [0, 3, 5, -2],
      mortality_start: [0, 3, 15, 8],
      lapse_start: [0, 3, 0, -2],
      premium_end: undefined,
      lapse_class: undefined,
      ending: undefined,
    };
    for (const [name, values] of Object.entries(expected))
      expect(column(name), name).toEqual(values);
    expect(horizonYears).toBe(7);
    const classes = assumptions.columns.filter(({ name }) => name.startsWith('class_'));
    expect(classes.map(({ values }) => [...values])).toEqual([[0], [0]]);
  });

  it('have no premium from the end of the premium term on', async () => {
    const { column } = await blockOf(`${header},duration_years,premium_term
1,40,M,1,1,5,0,5
2,40,M,1,1,5,3,4
3,40,F,1,1,5,3,2
`);
    expect(column('premium_end')).toEqual([5, 1, -1]);
  });

  it('are those of a plain portfolio where every optional column holds the default', async () => {
    const plain = await blockOf(`${header}\n1,40,M,1,1,5\n2,41,F,1,1,6\n`);
    const spelt = await blockOf(
      `${header},policy_count,duration_years,premium_term,product_type\n1,40,M,1,1,5,1,0,5,Term\n2,41,F,1,1,6,1,0,6,Term\n`,
    );
    expect(spelt.policies).toEqual(plain.policies);
    expect(spelt.assumptions).toEqual(plain.assumptions);
  });

  it('are none where every policy is over', async () => {
    const { column, horizonYears } = await blockOf(`${header},duration_years\n1,45,M,1,1,20,20\n`);
    expect(horizonYears).toBe(1);
    expect(column('end_year')).toEqual([0]);
  });

  it('may begin after an age at entry that the table does not have', async () => {
    const { column } = await blockOf(`${header},duration_years\n1,30,M,1,1,15,12\n`);
    expect(column('mortality_start')).toEqual([2]);
    expect(column('end_year')).toEqual([3]);
  });
});

/** The first ends with the last age of the table, the second would run two years longer. */
const whole = `${header},duration_years
1,40,M,1,1,10,0
2,42,M,1,1,10,4
3,42,F,1,1,3,0
`;

describe('the last age of the mortality table', () => {
  it.each([
    ['endow', 1, 'the sum assured is paid then'],
    ['die', 2, 'they die within that year'],
  ] as const)('ends longer terms: %s', async (lastAge, ending, says) => {
    const { column, warnings, horizonYears } = await blockOf(whole, { lastAge, extend: 'hold' });
    expect(column('end_year')).toEqual([10, 4, 3]);
    expect(column('ending')).toEqual([0, ending, 0]);
    expect(horizonYears).toBe(10);
    expect(warnings).toEqual([
      `1 of 3 policies reaches age 49, the last of mortality.csv, before the term ends; ${says}`,
    ]);
  });

  it('is repeated under extend: hold alone', async () => {
    const { column, assumptions } = await blockOf(whole, { extend: 'hold' });
    expect(column('end_year')).toEqual([10, 6, 3]);
    expect(column('ending')).toBeUndefined();
    expect(assumptions.columns[0]?.shape).toEqual([24]);
  });

  it.each([{}, { lastAge: 'error', extend: 'hold' }] as const)(
    'is an error to pass otherwise: %o',
    async (projection) => {
      await expect(blockOf(whole, projection)).rejects.toMatchObject({
        code: 'TABLE_TOO_SHORT',
        message: expect.stringContaining('policies.csv, row 2, column term: found age 42'),
      });
    },
  );

  it('cannot have been passed already', async () => {
    const old = `${header},duration_years\n1,45,M,1,1,10,5\n`;
    await expect(blockOf(old, { lastAge: 'endow' })).rejects.toThrow(
      'found 45 and 5 completed years, age 50 now, expected an age from 40 to 49, those of mortality.csv for gender M',
    );
  });
});
