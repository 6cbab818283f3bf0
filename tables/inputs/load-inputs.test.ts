import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../contracts/run-inputs.ts';
import type { Table } from '../../contracts/table.ts';
import { edited, goodFiles, requestOf } from '../testing/inputs.ts';
import { written } from '../testing/tables.ts';
import { loadInputs } from './load-inputs.ts';

const columnsOf = (block: Block | null): Record<string, unknown> =>
  Object.fromEntries(
    (block?.columns ?? []).map(({ name, type, values, shape }) => [
      name,
      { type, shape, values: Array.from(values) },
    ]),
  );

const hold = { projection: { extend: 'hold' } } as const;

describe('loading the inputs of a run', () => {
  it('lays the columns out as the engines read them', async () => {
    const inputs = await loadInputs(requestOf({}));
    expect(inputs).toMatchObject({ policyCount: 3, horizonYears: 3, warnings: [] });
    expect(columnsOf(inputs.policies)).toEqual({
      age: { type: 'u32', shape: [3], values: [40, 41, 42] },
      gender: { type: 'u32', shape: [3], values: [0, 1, 0] },
      term: { type: 'u32', shape: [3], values: [2, 3, 1] },
      policy_count: { type: 'f64', shape: [3], values: [1, 1, 1] },
      sum_assured: { type: 'f64', shape: [3], values: [50000, 100000, 75000] },
      premium: { type: 'f64', shape: [3], values: [200, 450, -0] },
      end_year: { type: 'u32', shape: [3], values: [2, 3, 1] },
      mortality_start: { type: 'i32', shape: [3], values: [0, 5, 2] },
    });
    expect(columnsOf(inputs.assumptions)).toEqual({
      mortality: {
        type: 'f64',
        shape: [8],
        values: [0.001, 0.002, 0.003, 0.004, 0.0005, 0.0006, 0.0007, 0.0008],
      },
      lapse: { type: 'f64', shape: [3], values: [0.15, 0.1, 0.05] },
      expenses: { type: 'f64', shape: [1, 4], values: [500, 50, 0.05, 100] },
      class_lapse_start: { type: 'i32', shape: [1], values: [0] },
      class_first_year: { type: 'u32', shape: [1], values: [0] },
    });
    expect(columnsOf(inputs.scenarios)).toEqual({
      rate: { type: 'f64', shape: [2, 3], values: [0.01, 0.02, 0.03, -0.01, 0, 0.05] },
    });
    expect(inputs.scenarioIds).toEqual({
      name: 'scenario_id',
      type: 'u32',
      values: Uint32Array.of(10, 11),
    });
  });

  it('reports the bytes, rows and control totals of each file', async () => {
    const { summaries } = await loadInputs(requestOf({}));
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
    expect(summaries.map(({ role }) => role)).toEqual([
      'policies',
      'mortality',
      'lapse',
      'expenses',
      'scenarios',
    ]);
    expect(summaries[0]).toEqual({
      role: 'policies',
      file: 'policies.csv',
      rows: 3,
      sha256: sha256(goodFiles['policies.csv']),
      controlTotals: { sum_assured: 225000, premium: 650, policy_count: 3 },
    });
    expect(summaries[4]?.controlTotals['mean_rate']).toBeCloseTo(0.025, 15);
  });

  it('carries other columns through, in file order, when asked', async () => {
    const inputs = await loadInputs(requestOf({ carryColumns: true }));
    expect(inputs.policyTable.columns).toEqual([
      { name: 'policy_id', type: 'u32', values: Uint32Array.of(1, 2, 3) },
      { name: 'product_type', type: 'utf8', values: ['Term', 'WholeLife', 'Endowment'] },
      { name: 'underwriting_class', type: 'utf8', values: ['Standard', 'NonSmoker', 'Smoker'] },
      { name: 'region', type: 'u32', values: Uint32Array.of(7, 8, 9) },
    ]);
    expect(columnsOf(inputs.policies)).toMatchObject({ region: { values: [7, 8, 9] } });
  });

  it('reads only what it needs otherwise', async () => {
    const { policyTable } = await loadInputs(requestOf({}));
    expect(policyTable.columns.map(({ name }) => name)).toEqual(['policy_id']);
  });

  it('keeps ids that are not all plain whole numbers as text', async () => {
    const files = edited(
      'policies.csv',
      '1,40,M,50000,200,2,Term,Standard,7',
      '001,40,M,50000,200,2,Term,Standard,7',
    );
    const { policyTable } = await loadInputs(requestOf({ files }));
    expect(policyTable.columns[0]).toEqual({
      name: 'policy_id',
      type: 'utf8',
      values: ['001', '2', '3'],
    });
  });

  it('leaves scenarios to the pipeline where the config generates them', async () => {
    const config = { scenarios: { model: 'gbm', count: 5 } } as const;
    const inputs = await loadInputs(requestOf({ config, files: { 'scenarios.csv': undefined } }));
    expect(inputs.scenarios).toBeNull();
    expect(inputs.scenarioIds).toBeNull();
  });

  it.each(['parquet', 'arrow'] as const)(
    'takes %s with ids and ages stored as doubles',
    async (format) => {
      const table: Table = {
        name: 'policies',
        length: 2,
        columns: [
          { name: 'policy_id', type: 'f64', values: Float64Array.of(4294967295, 7) },
          { name: 'age', type: 'i32', values: Int32Array.of(40, 41) },
          { name: 'gender', type: 'utf8', values: ['F', 'M'] },
          { name: 'sum_assured', type: 'u32', values: Uint32Array.of(1000, 2000) },
          { name: 'premium', type: 'f64', values: Float64Array.of(-0, 5e-324) },
          { name: 'term', type: 'f64', values: Float64Array.of(0, 0) },
          { name: 'policy_count', type: 'f64', values: Float64Array.of(2.5, 1) },
        ],
      };
      const inputs = await loadInputs(
        requestOf({
          files: { [`policies.${format}`]: await written(table, format) },
          config: { policies: `local://policies.${format}` },
        }),
      );
      expect(inputs.horizonYears).toBe(1);
      expect(inputs.policyTable.columns[0]?.values).toEqual(Uint32Array.of(4294967295, 7));
      expect(columnsOf(inputs.policies)).toMatchObject({
        premium: { values: [-0, 5e-324] },
        policy_count: { values: [2.5, 1] },
        mortality_start: { values: [4, 1] },
      });
      expect(columnsOf(inputs.assumptions)).toMatchObject({
        lapse: { shape: [1], values: [0.15] },
      });
    },
  );

  it('holds the last cells where the config says so, and says how many policies read them', async () => {
    const files = {
      ...edited(
        'policies.csv',
        '2,41,F,100000,450,3,WholeLife,NonSmoker,8',
        '2,41,F,100000,450,6,WholeLife,NonSmoker,8',
      ),
    };
    const inputs = await loadInputs(requestOf({ files, config: hold }));
    expect(inputs.horizonYears).toBe(6);
    expect(columnsOf(inputs.assumptions)).toMatchObject({
      mortality: {
        shape: [14],
        values: [
          0.001, 0.002, 0.003, 0.004, 0.004, 0.004, 0.004, 0.0005, 0.0006, 0.0007, 0.0008, 0.0008,
          0.0008, 0.0008,
        ],
      },
      lapse: { values: [0.15, 0.1, 0.05, 0.02, 0.02, 0.02] },
    });
    expect(columnsOf(inputs.policies)).toMatchObject({ mortality_start: { values: [0, 8, 2] } });
    expect(columnsOf(inputs.scenarios)).toMatchObject({
      rate: {
        shape: [2, 6],
        values: [0.01, 0.02, 0.03, 0.04, 0.04, 0.04, -0.01, 0, 0.05, 0.06, 0.06, 0.06],
      },
    });
    expect(inputs.warnings).toEqual([
      '1 of 3 policies runs past age 43, the last of mortality.csv; its rate is held',
      '1 of 3 policies runs past year 4, the last of lapse.csv; its rate is held',
      '1 of 3 policies runs past year 4, the last of scenarios.csv; its rate is held',
    ]);
  });

  it('says of a single policy that it is the only one', async () => {
    const [header, first = ''] = goodFiles['policies.csv'].split('\n');
    const policies = `${header}\n${first.replace(',2,Term', ',4,Term')}\n`;
    const files = { 'policies.csv': policies, 'lapse.csv': 'year,lapse_rate\n1,0.15\n' };
    const { warnings } = await loadInputs(requestOf({ files, config: hold }));
    expect(warnings).toEqual([
      'the only policy runs past year 1, the last of lapse.csv; its rate is held',
    ]);
  });

  it('counts the rates that a multiplier lifts above 1', async () => {
    const config = { projection: { mortalityMultiplier: 300, lapseMultiplier: 10 } };
    const { warnings } = await loadInputs(requestOf({ config }));
    expect(warnings).toEqual([
      '1 rate exceeds 1 in mortality.csv after the multiplier 300; capped at 1',
      '1 rate exceeds 1 in lapse.csv after the multiplier 10; capped at 1',
    ]);
  });

  it('throws the first problem and counts the others', async () => {
    const files = {
      ...edited('lapse.csv', '2,0.1', '2,1.5'),
      ...edited('expenses.csv', 'claim_expense,100', 'claim_expense,-1'),
      'scenarios.csv': undefined,
    };
    await expect(loadInputs(requestOf({ files }))).rejects.toMatchObject({
      name: 'LiveCalcError',
      code: 'VALUE_INVALID',
      message:
        'lapse.csv, row 2, column lapse_rate: found 1.5, expected a rate from 0 to 1. There are 2 further problems: `livecalc check` lists them all.',
      details: { file: 'lapse.csv', row: 2, column: 'lapse_rate', furtherProblems: 2 },
    });
  });

  it('disposes of every source it opened, also after an error', async () => {
    let open = 0;
    const request = requestOf({ files: edited('lapse.csv', '2,0.1', '2,x') });
    const counting = {
      ...request,
      open: async (reference: string) => {
        const source = await request.open(reference);
        open += 1;
        return { ...source, [Symbol.asyncDispose]: () => Promise.resolve(void (open -= 1)) };
      },
    };
    await expect(loadInputs(counting)).rejects.toThrow('lapse.csv, row 2');
    expect(open).toBe(0);
  });

  it('stops when it is cancelled', async () => {
    const load = loadInputs({ ...requestOf({}), signal: AbortSignal.abort() });
    await expect(load).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
