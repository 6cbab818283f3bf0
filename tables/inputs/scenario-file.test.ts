import { describe, expect, it } from 'vitest';
import type { RunConfigInput } from '../../contracts/config.ts';
import type { RunInputs } from '../../contracts/run-inputs.ts';
import type { Table } from '../../contracts/table.ts';
import { requestOf } from '../testing/inputs.ts';
import { written } from '../testing/tables.ts';
import { checkInputs } from './check-inputs.ts';
import { loadInputs } from './load-inputs.ts';

const base = 'local://curve.csv';
const wideFactors = `scenario_id,year_1,year_2,year_3
10,0.5,0.25,0.2
11,1,1.25,1
`;
const longRates = `scenario_id,year,rate
10,1,0.01
10,2,0.02
10,3,0.03
11,1,-0.01
11,2,0
11,3,0.05
`;

interface Changes {
  readonly scenarios: string;
  readonly curve?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly projection?: RunConfigInput['projection'];
}

/** A run of three years whose scenario file, and curve, are these. */
function request({
  scenarios,
  curve,
  config = {},
  projection,
}: Changes): ReturnType<typeof requestOf> {
  return requestOf({
    files: { 'scenarios.csv': scenarios, 'curve.csv': curve },
    config: {
      scenarios: {
        file: 'local://scenarios.csv',
        ...(curve === undefined ? {} : { base }),
        ...config,
      },
      ...(projection && { projection }),
    },
  });
}

function ratesOf(block: RunInputs['scenarios']): readonly number[] {
  return Array.from(block?.columns[0]?.values ?? []);
}

async function read(
  changes: Changes,
): Promise<{ ids: readonly number[]; rates: readonly number[] }> {
  const { scenarioIds, scenarios } = await loadInputs(request(changes));
  return { ids: [...(scenarioIds?.values ?? [])].map(Number), rates: ratesOf(scenarios) };
}

describe('scenarios from a file', () => {
  it('are the same from a long file as from a wide one', async () => {
    const wide = 'scenario_id,year_1,year_2,year_3\n10,0.01,0.02,0.03\n11,-0.01,0,0.05\n';
    expect(await read({ scenarios: longRates })).toEqual(await read({ scenarios: wide }));
  });

  it('stand in the order in which they first appear, whatever the order of a long file’s rows', async () => {
    const [header, ...rows] = longRates.trim().split('\n');
    const shuffled = [header, ...rows.toReversed(), ''].join('\n');
    const rates = [-0.01, 0, 0.05, 0.01, 0.02, 0.03];
    expect(await read({ scenarios: shuffled })).toEqual({ ids: [11, 10], rates });
  });

  it('have the rate between two discount factors, the first being 1', async () => {
    const { rates } = await read({ scenarios: wideFactors, config: { values: 'discountFactors' } });
    expect(rates).toEqual([1, 1, 0.25 / 0.2 - 1, 0, 1 / 1.25 - 1, 0.25]);
  });

  it('need not say that a long file holds discount factors', async () => {
    const scenarios = 'year,scenario_id,discount_factor\n3,7,0.2\n1,7,0.5\n2,7,0.25\n';
    expect(await read({ scenarios })).toEqual({ ids: [7], rates: [1, 1, 0.25 / 0.2 - 1] });
  });

  it('are taken from the column that the config names where a long file has both', async () => {
    const scenarios =
      'scenario_id,year,rate,discount_factor\n1,1,0.5,0.9\n1,2,0.5,0.9\n1,3,0.5,0.9\n';
    const { rates } = await read({ scenarios, config: { values: 'rates' } });
    expect(rates).toEqual([0.5, 0.5, 0.5]);
  });

  it('give back their discount factors to a rounding', async () => {
    const factors = Array.from({ length: 50 }, (_, year) => 0.97 ** (year + 1) + (year % 7) / 500);
    const rows = factors.map((factor, year) => `1,${year + 1},${factor}`);
    const scenarios = ['scenario_id,year,discount_factor', ...rows, ''].join('\n');
    const { rates } = await read({ scenarios: scenarios });
    let factor = 1;
    rates.forEach((rate, year) => {
      factor /= 1 + rate;
      expect(factor / (factors[year] as number)).toBeCloseTo(1, 14);
    });
  });

  it('report the mean of what the file holds', async () => {
    const config = { values: 'discountFactors' };
    const { summaries } = await loadInputs(request({ scenarios: wideFactors, config }));
    expect(summaries.at(-1)).toMatchObject({
      role: 'scenarios',
      rows: 2,
      controlTotals: { mean_discount_factor: (0.5 + 1 + 0.25 + 1.25 + 0.2 + 1) / 6 },
    });
  });

  it('read from Parquet in long form, a hundred thousand rows', async () => {
    const length = 100_000;
    const years = 50;
    const of = (value: (row: number) => number): Float64Array =>
      Float64Array.from({ length }, (_, row) => value(row));
    const table: Table = {
      name: 'scenarios',
      length,
      columns: [
        { name: 'year', type: 'f64', values: of((row) => 1 + Math.floor(row / (length / years))) },
        { name: 'scenario_id', type: 'f64', values: of((row) => row % (length / years)) },
        { name: 'rate', type: 'f64', values: of((row) => row / length) },
      ],
    };
    const { scenarios, scenarioIds } = await loadInputs(
      requestOf({
        files: { 's.parquet': await written(table, 'parquet') },
        config: { scenarios: { file: 'local://s.parquet' } },
      }),
    );
    expect(scenarioIds?.values.length).toBe(2000);
    expect(scenarios?.columns[0]?.shape).toEqual([2000, 3]);
    expect(ratesOf(scenarios).slice(3, 6)).toEqual([1 / length, 2001 / length, 4001 / length]);
  });

  it('hold their last rate where the config says so, of the scenarios or of everything', async () => {
    const scenarios = 'scenario_id,year_1\n1,0.02\n';
    const held = [0.02, 0.02, 0.02];
    const beyond = await read({ scenarios, config: { beyond: 'hold' } });
    const extend = await read({ scenarios, projection: { extend: 'hold' } });
    expect([beyond.rates, extend.rates]).toEqual([held, held]);
    const both = request({
      scenarios,
      config: { beyond: 'error' },
      projection: { extend: 'hold' },
    });
    await expect(loadInputs(both)).rejects.toMatchObject({ code: 'TABLE_TOO_SHORT' });
  });
});

describe('a base curve', () => {
  const scenarios = longRates;

  it.each([
    ['rates', 'year,rate\n1,1\n2,1\n3,0.25\n4,0\n'],
    ['discount factors', 'year,discount_factor\n1,0.5\n2,0.25\n3,0.2\n'],
  ])('of %s becomes one scenario, as long as the longest term', async (_, curve) => {
    const inputs = await loadInputs(request({ scenarios, curve }));
    expect(inputs.base?.columns[0]).toMatchObject({ name: 'rate', type: 'f64', shape: [1, 3] });
    expect(ratesOf(inputs.base)).toEqual([1, 1, 0.25]);
    expect(inputs.summaries.at(-1)).toMatchObject({ role: 'base', file: 'curve.csv' });
  });

  it('stands beside generated scenarios too', async () => {
    const inputs = await loadInputs(
      requestOf({
        files: { 'curve.csv': 'year,rate\n1,0.1\n' },
        config: { scenarios: { model: 'gbm', count: 5, base, beyond: 'hold' } },
      }),
    );
    expect(inputs.scenarios).toBeNull();
    expect(ratesOf(inputs.base)).toEqual([0.1, 0.1, 0.1]);
    expect(inputs.warnings).toEqual([
      '2 of 3 policies run past year 1, the last of curve.csv; its rate is held',
    ]);
  });

  it('is null where none is given', async () => {
    expect((await loadInputs(request({ scenarios }))).base).toBeNull();
  });
});

interface BadInput extends Changes {
  readonly what: string;
  readonly problem: Readonly<Record<string, unknown>>;
  readonly says: readonly string[];
}

const goodRows = '1,1,0.5\n1,2,0.5\n1,3,0.5\n';
const long = (rows: string, column = 'rate'): string => `scenario_id,year,${column}\n${rows}`;
const factorAdvice = 'factors with a finite rate above -1 between them';

const badInputs: readonly BadInput[] = [
  {
    what: 'a year that a scenario lacks in the middle',
    scenarios: long(`${goodRows}2,1,0.5\n2,3,0.5\n`),
    problem: { code: 'VALUE_INVALID', row: null, column: 'year', found: 'no year 2' },
    says: ['scenario 2 has no year 2', 'every year from 1 to 3, the last of the file'],
  },
  {
    what: 'years that a scenario lacks at its end',
    scenarios: long(`2,1,0.5\n${goodRows}`),
    problem: { code: 'VALUE_INVALID', column: 'year', found: 'no years 2 to 3' },
    says: ['scenarios.csv: scenario 2 has no years 2 to 3'],
  },
  {
    what: 'a year that the last scenario lacks',
    scenarios: long(`${goodRows}2,2,0.5\n2,1,0.5\n`),
    problem: { code: 'VALUE_INVALID', found: 'no year 3' },
    says: ['scenario 2 has no year 3'],
  },
  {
    what: 'a year that a scenario has twice',
    scenarios: long(`${goodRows}2,1,0.5\n2,2,0.5\n2,3,0.5\n1,2,0.7\n`),
    problem: { code: 'DUPLICATE_KEY', row: 7, column: 'year' },
    says: ['row 7, column year', 'year 2 of scenario 1 again, which row 2 has already'],
  },
  {
    what: 'a year 0',
    scenarios: long(`1,0,1\n${goodRows}`),
    problem: { code: 'VALUE_INVALID', row: 1, column: 'year', found: '0' },
    says: ['row 1, column year: found 0, expected a year from 1'],
  },
  {
    what: 'half a year',
    scenarios: long(goodRows.replace('1,2', '1,2.5')),
    problem: { code: 'VALUE_INVALID', row: 2, column: 'year', found: '2.5' },
    says: ['a whole number from 0 to'],
  },
  {
    what: 'a rate of -1 in a long file',
    scenarios: long(goodRows.replace('1,2,0.5', '1,2,-1')),
    problem: { code: 'VALUE_INVALID', row: 2, column: 'rate', found: '-1' },
    says: ['a finite rate above -1'],
  },
  {
    what: 'a discount factor of 0',
    scenarios: long(goodRows.replace('1,2,0.5', '1,2,0'), 'discount_factor'),
    problem: { code: 'VALUE_INVALID', row: 2, column: 'discount_factor', found: '0' },
    says: ['a finite discount factor above 0'],
  },
  {
    what: 'a negative discount factor in a wide file',
    scenarios: wideFactors.replace('1.25', '-1.25'),
    config: { values: 'discountFactors' },
    problem: { code: 'VALUE_INVALID', row: 2, column: 'year_2', found: '-1.25' },
    says: ['a finite discount factor above 0'],
  },
  {
    what: 'discount factors that leave no rate between them, in a wide file',
    scenarios: wideFactors.replace('1.25', '1e300'),
    config: { values: 'discountFactors' },
    problem: { code: 'VALUE_INVALID', row: 2, column: 'year_2', expected: factorAdvice },
    says: ['1e+300 after 1, a short rate of -1'],
  },
  {
    what: 'discount factors that leave no rate between them, in a long file',
    scenarios: long('1,3,1e-320\n1,2,1e-20\n1,1,1\n', 'discount_factor').replace('1e-20', '1'),
    problem: { code: 'VALUE_INVALID', row: 1, column: 'discount_factor', expected: factorAdvice },
    says: ['after 1, a short rate of Infinity'],
  },
  {
    what: 'a long file with rates and discount factors',
    scenarios: 'scenario_id,year,rate,discount_factor\n1,1,0.5,0.9\n',
    problem: {
      code: 'COLUMN_INVALID',
      column: 'discount_factor',
      expected: 'rate or discount_factor',
    },
    says: ['scenarios.csv has the columns rate and discount_factor, expected one of them'],
  },
  {
    what: 'a long file without the values that the config names',
    scenarios: long(goodRows),
    config: { values: 'discountFactors' },
    problem: { code: 'COLUMN_INVALID', column: 'discount_factor' },
    says: ['scenarios.csv has no column discount_factor'],
  },
  {
    what: 'a long file without a year',
    scenarios: 'scenario_id,years,rate\n1,1,0.5\n',
    problem: { code: 'COLUMN_INVALID', column: 'year' },
    says: ['scenarios.csv has no column year. Was years meant?'],
  },
  {
    what: 'a long file shorter than a term',
    scenarios: long('1,1,0.5\n1,2,0.5\n'),
    problem: { code: 'TABLE_TOO_SHORT', found: '2 years' },
    says: ['scenarios.csv ends at year 2', 'at least 3', 'scenarios.beyond to "hold"'],
  },
  {
    what: 'a curve with a gap',
    scenarios: longRates,
    curve: 'year,rate\n1,0.1\n3,0.1\n',
    problem: { code: 'VALUE_INVALID', file: 'curve.csv', row: 2, column: 'year' },
    says: ['found year 3', 'Year 2 is missing'],
  },
  {
    what: 'a curve shorter than a term',
    scenarios: longRates,
    curve: 'year,rate\n1,0.1\n',
    problem: { code: 'TABLE_TOO_SHORT', file: 'curve.csv' },
    says: ['curve.csv ends at year 1', 'scenarios.beyond'],
  },
  {
    what: 'a curve with rates and discount factors',
    scenarios: longRates,
    curve: 'year,rate,discount_factor\n1,0.1,0.9\n',
    problem: { code: 'COLUMN_INVALID', file: 'curve.csv', column: 'discount_factor' },
    says: ['expected one of them'],
  },
  {
    what: 'a curve without values',
    scenarios: longRates,
    curve: 'year,rates\n1,0.1\n',
    problem: { code: 'COLUMN_INVALID', file: 'curve.csv', column: 'rate' },
    says: ['curve.csv has no column rate', 'Was rates meant?'],
  },
  {
    what: 'a curve’s rate of -2',
    scenarios: longRates,
    curve: 'year,rate\n1,0.1\n2,-2\n3,0.1\n',
    problem: { code: 'VALUE_INVALID', file: 'curve.csv', row: 2, column: 'rate', found: '-2' },
    says: ['a finite rate above -1'],
  },
  {
    what: 'a curve’s discount factors with no rate between them',
    scenarios: longRates,
    curve: 'year,discount_factor\n1,1\n2,1e-320\n3,1e-320\n',
    problem: { code: 'VALUE_INVALID', file: 'curve.csv', row: 2, column: 'discount_factor' },
    says: ['a short rate of Infinity'],
  },
  {
    what: 'a curve without rows',
    scenarios: longRates,
    curve: 'year,rate\n',
    problem: { code: 'EMPTY_INPUT', file: 'curve.csv' },
    says: ['curve.csv has a header but no rows'],
  },
  {
    what: 'a curve that is not there',
    scenarios: longRates,
    config: { base },
    problem: { code: 'FILE_NOT_FOUND', file: 'curve.csv' },
    says: ['curve.csv'],
  },
];

describe('what is wrong with scenarios and curves', () => {
  it.each(badInputs)('is told once: $what', async ({ problem, says, ...changes }) => {
    const problems = await checkInputs(request(changes));
    expect(problems).toMatchObject([problem]);
    for (const part of says) expect(problems[0]?.message).toContain(part);
  });

  it('is told of every scenario and row of a long file', async () => {
    const scenarios = long(`1,1,0.5\n1,1,0.5\n${goodRows}2,3,0.5\n3,2,0.5\n`);
    const problems = await checkInputs(request({ scenarios }));
    expect(problems.map(({ row, found }) => [row, found])).toEqual([
      [null, 'no years 1 to 2'],
      [null, 'no year 1'],
      [null, 'no year 3'],
      [2, 'year 1 of scenario 1 again, which row 1 has already'],
      [3, 'year 1 of scenario 1 again, which row 2 has already'],
    ]);
  });
});
