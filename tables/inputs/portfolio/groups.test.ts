/** groupBy, and the classes of common dynamic lapse. */
import { describe, expect, it } from 'vitest';
import type { RunConfigInput } from '../../../contracts/config.ts';
import type { Block } from '../../../contracts/run-inputs.ts';
import { requestOf } from '../../testing/inputs.ts';
import type { Files } from '../../testing/inputs.ts';
import { loadInputs } from '../load-inputs.ts';

const dynamicLapse = { slope: 5, floor: 0.3, cap: 3, reference: 0.03 };

const values = (block: Block, name: string): unknown => {
  const found = block.columns.find((column) => column.name === name);
  return found && Array.from(found.values);
};

const policies = `policy_id,age,gender,sum_assured,premium,term,duration_years,product_type,region
1,40,M,1,1,3,1,Term,9
2,40,F,1,1,3,0,WholeLife,10
3,40,M,1,1,3,1,Term,10
4,40,F,1,1,3,-1,Endowment,9
5,40,F,1,1,3,0,WholeLife,10
6,40,F,1,1,3,-2,Endowment,9
`;
const lapse = 'year,Term,WholeLife,Endowment\n1,0.1,0.4,0.7\n2,0.2,0.5,0.8\n3,0.3,0.6,0.9\n';

const load = (config: Partial<RunConfigInput>, files: Files = {}) =>
  loadInputs(
    requestOf({
      files: { 'policies.csv': policies, 'lapse.csv': lapse, ...files },
      config: { scenarios: { model: 'gbm', count: 1 }, ...config },
    }),
  );

describe('groupBy', () => {
  it('orders groups by their columns, numbers as numbers, texts by code unit', async () => {
    const { groups, policies: block } = await load({ groupBy: ['region', 'product_type'] });
    expect(groups).toEqual({
      count: 4,
      keys: [
        { name: 'region', type: 'u32', values: Uint32Array.of(9, 9, 10, 10) },
        {
          name: 'product_type',
          type: 'utf8',
          values: ['Endowment', 'Term', 'Term', 'WholeLife'],
        },
      ],
    });
    expect(values(block, 'group')).toEqual([1, 3, 2, 0, 3, 0]);
    expect(values(block, 'segment')).toEqual([1, 3, 2, 0, 3, 0]);
  });

  it('takes columns that the projection reads itself, and does not carry the others', async () => {
    const { groups, policyTable } = await load({ groupBy: ['gender'] });
    expect(groups?.keys).toEqual([{ name: 'gender', type: 'utf8', values: ['F', 'M'] }]);
    expect(policyTable.columns.map(({ name }) => name)).toEqual(['policy_id']);
  });

  it('is absent from the blocks where it is not asked for', async () => {
    const inputs = await load({});
    expect(inputs.groups).toBeNull();
    expect(values(inputs.policies, 'group')).toBeUndefined();
    expect(values(inputs.policies, 'segment')).toBeUndefined();
    expect(values(inputs.assumptions, 'segment_group')).toBeUndefined();
  });

  it('says which column there is not, and which may have been meant', async () => {
    await expect(load({ groupBy: ['regoin'] })).rejects.toThrow(
      'policies.csv has no column regoin, which groupBy names. Was region meant?',
    );
  });

  it('makes at most 1,000 groups', async () => {
    const row = (id: number): string => `${id},40,M,1,1,1`;
    const many = (count: number): Files => ({
      'policies.csv': `policy_id,age,gender,sum_assured,premium,term\n${Array.from({ length: count }, (_, id) => row(id)).join('\n')}\n`,
      'lapse.csv': 'year,lapse_rate\n1,0.1\n',
    });
    const inputs = await load({ groupBy: ['policy_id'] }, many(1000));
    expect(inputs.groups?.count).toBe(1000);
    await expect(load({ groupBy: ['policy_id'] }, many(1001))).rejects.toThrow(
      'groupBy makes 1,001 groups of policies.csv by policy_id, expected at most 1,000 groups',
    );
  });
});

describe('lapse classes', () => {
  it('are distinct by lapse cells and first year under one reference rate', async () => {
    const inputs = await load({ projection: { dynamicLapse } });
    expect(inputs.horizonYears).toBe(5);
    // Products lie horizon + longest duration = 6 cells apart; Endowment's start at 12, less 2 and 1 years.
    expect(values(inputs.policies, 'lapse_start')).toEqual([1, 6, 1, 11, 6, 10]);
    expect(values(inputs.policies, 'lapse_class')).toEqual([0, 1, 0, 3, 1, 2]);
    expect(values(inputs.assumptions, 'class_lapse_start')).toEqual([1, 6, 10, 11]);
    expect(values(inputs.assumptions, 'class_first_year')).toEqual([0, 0, 2, 1]);
    expect(values(inputs.assumptions, 'lapse')).toHaveLength(18);
  });

  it('part groups into segments', async () => {
    const inputs = await load({ projection: { dynamicLapse }, groupBy: ['region'] });
    expect(values(inputs.policies, 'segment')).toEqual([0, 4, 3, 2, 4, 1]);
    expect(values(inputs.assumptions, 'segment_group')).toEqual([0, 0, 0, 1, 1]);
    expect(values(inputs.assumptions, 'segment_class')).toEqual([0, 2, 3, 0, 1]);
  });

  it('are one where lapses follow a rate of each policy, which is then needed', async () => {
    const projection = { dynamicLapse: { ...dynamicLapse, reference: 'reference_rate' } } as const;
    await expect(load({ projection })).rejects.toThrow(
      'policies.csv has no column reference_rate, which projection.dynamicLapse.reference names.',
    );
    const withRates = policies
      .split('\n')
      .map((line, row) =>
        line === '' ? '' : `${line},${row === 0 ? 'reference_rate' : row / 100}`,
      )
      .join('\n');
    const inputs = await load({ projection }, { 'policies.csv': withRates });
    expect(values(inputs.policies, 'reference_rate')).toEqual([0.01, 0.02, 0.03, 0.04, 0.05, 0.06]);
    expect(values(inputs.policies, 'lapse_class')).toBeUndefined();
    expect(values(inputs.assumptions, 'class_lapse_start')).toEqual([0]);
  });
});
