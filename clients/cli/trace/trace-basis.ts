/** Finds in a run's inputs what the trace of one policy and one scenario reads. */
import type { RunConfig } from '../../../contracts/config.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { Block, BlockColumn, RunInputs } from '../../../contracts/run-inputs.ts';
import type { Column, Table } from '../../../contracts/table.ts';
import type { TraceBasis, TraceCells } from './trace-policy.ts';

/** A policy as the trace needs it. */
export interface TracedPolicy {
  readonly basis: Omit<TraceBasis, 'rates'>;
  /** Age at entry. */
  readonly age: number;
}

/** In the order of the codes. */
const endings = ['term', 'endow', 'die'] as const;

/** Throws ARGUMENT_INVALID where the portfolio has no policy of that id. */
export function findPolicy(inputs: RunInputs, config: RunConfig, policyId: string): TracedPolicy {
  const row = rowOf(inputs.policyTable.columns[0] as Column, policyId, '--policy');
  const value = (name: string, otherwise?: number): number =>
    at(inputs.policies, name, row, otherwise);
  const duration = value('duration', 0);
  const endYear = value('end_year');
  return {
    age: value('age'),
    basis: {
      policyCount: value('policy_count'),
      sumAssured: value('sum_assured'),
      premium: value('premium') * config.projection.premiumMultiplier,
      duration,
      endYear,
      ending: endings[value('ending', 0)]!,
      referenceRate: value('reference_rate', NaN),
      cells: cellsOf(inputs.assumptions, {
        mortality: value('mortality_start'),
        lapse: value('lapse_start', 0),
        product: value('product_start', NaN),
        premiumEnd: value('premium_end', endYear),
        duration,
      }),
      expenses: expensesOf(inputs.assumptions, 4 * value('expense_row', 0)),
      projection: config.projection,
    },
  };
}

interface Starts {
  /** Cells that projection year 1 reads; year t reads t - 1 cells further. */
  readonly mortality: number;
  readonly lapse: number;
  /** NaN where there is no product table. */
  readonly product: number;
  /** The last projection year with a premium. */
  readonly premiumEnd: number;
  /** Completed years. */
  readonly duration: number;
}

function cellsOf(tables: Block, starts: Starts): (t: number) => TraceCells {
  // Nothing is paid before policy year 1, where a table has no cells.
  const paid = (t: number): number =>
    Number.isNaN(starts.product) || starts.duration + t < 0
      ? 0
      : at(tables, 'premiums_paid', starts.product + t);
  return (t) => {
    const isPaying = t < starts.premiumEnd;
    const product = (name: string, otherwise: number): number =>
      Number.isNaN(starts.product) ? otherwise : at(tables, name, starts.product + t);
    return {
      mortality: at(tables, 'mortality', starts.mortality + t),
      lapse: at(tables, 'lapse', starts.lapse + t),
      deathFactor: product('death_factor', 1),
      maturityFactor: product('maturity_factor', 0),
      surrenderFactor: product('surrender_factor', 0),
      surrenderPremiumsFactor: product('surrender_premiums_factor', 0),
      premiumFactor: isPaying ? product('premium_factor', 1) : 0,
      premiumsPaid: paid(Math.min(t, starts.premiumEnd - 1)),
    };
  };
}

function expensesOf(tables: Block, start: number): TraceBasis['expenses'] {
  const cell = (offset: number): number => at(tables, 'expenses', start + offset);
  return {
    acquisition: cell(0),
    maintenance: cell(1),
    percentOfPremium: cell(2),
    claim: cell(3),
  };
}

/** Rates of one scenario, from a table scenario_id, year_1 .. year_n. Throws ARGUMENT_INVALID. */
export function ratesOfTable(table: Table, scenarioId: string): Float64Array {
  const [ids, ...years] = table.columns as [Column, ...Column[]];
  const row = rowOf(ids, scenarioId, '--scenario');
  return Float64Array.from(years, ({ values }) => values[row] as number);
}

/** Rates of one scenario of a file. Throws ARGUMENT_INVALID. */
export function ratesOfFile(
  scenarios: Block,
  ids: Column | null,
  scenarioId: string,
): Float64Array {
  const rates = findColumn(scenarios, 'rate')!;
  const [count = 0, years = 0] = rates.shape;
  const numbered: Column = {
    name: 'scenario_id',
    type: 'u32',
    values: Uint32Array.from({ length: count }, (_, index) => index),
  };
  const row = rowOf(ids ?? numbered, scenarioId, '--scenario');
  return Float64Array.from(rates.values.subarray(row * years, (row + 1) * years));
}

function rowOf({ name, values }: Column, id: string, flag: string): number {
  const row = values.findIndex((value: number | string) => String(value) === id);
  if (row >= 0) return row;
  const range = values.length === 0 ? 'none' : `${values[0]} .. ${values[values.length - 1]}`;
  const message = `${flag} ${id}: there is no ${name} ${id}. There are ${values.length}: ${range}.`;
  throw new LiveCalcError('ARGUMENT_INVALID', message, {
    column: name,
    found: id,
    expected: range,
  });
}

function findColumn(block: Block, name: string): BlockColumn | undefined {
  return block.columns.find((candidate) => candidate.name === name);
}

/** A value of a column; `otherwise` where the column is absent and that has a meaning. */
function at(block: Block, name: string, index: number, otherwise?: number): number {
  const column = findColumn(block, name);
  const value = column === undefined ? otherwise : column.values[index];
  if (value === undefined) throw new RangeError(`the inputs have no ${name}[${index}]`);
  return value;
}
