/** Finds in a run's inputs what the trace of one policy and one scenario reads. */
import type { RunConfig } from '../../../contracts/config.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { Block, BlockColumn, RunInputs } from '../../../contracts/run-inputs.ts';
import type { Column, Table } from '../../../contracts/table.ts';
import type { TraceBasis } from './trace-policy.ts';

/** A policy as the trace needs it. */
export interface TracedPolicy {
  readonly basis: Omit<TraceBasis, 'rates'>;
  /** Attained age of the first year. */
  readonly age: number;
  /** Column of the mortality table that it reads. */
  readonly mortalityColumn: string;
  /** Last age and last year of the tables' files; past them the last cell is held. */
  readonly lastAge: number;
  readonly lastLapseYear: number;
}

/** In the order of the curves: gender 0 is male, 1 is female. */
const mortalityColumns = ['male_qx', 'female_qx'] as const;

/** Throws ARGUMENT_INVALID where the portfolio has no policy of that id. */
export function findPolicy(inputs: RunInputs, config: RunConfig, policyId: string): TracedPolicy {
  const row = rowOf(inputs.policyTable.columns[0] as Column, policyId, '--policy');
  const value = (name: string): number => at(blockColumn(inputs.policies, name), row);
  const mortality = blockColumn(inputs.assumptions, 'mortality');
  const start = value('mortality_start');
  // Two curves of equal length, one behind the other.
  const ageIndex = start % (mortality.values.length / mortalityColumns.length);
  return {
    age: value('age'),
    mortalityColumn: mortalityColumns[value('gender')] ?? '',
    lastAge: value('age') - ageIndex + rowsOf(inputs, 'mortality') - 1,
    lastLapseYear: rowsOf(inputs, 'lapse'),
    basis: {
      term: value('term'),
      policyCount: value('policy_count'),
      sumAssured: value('sum_assured'),
      premium: value('premium'),
      mortality: mortality.values.subarray(start),
      lapse: blockColumn(inputs.assumptions, 'lapse').values,
      expenses: expensesOf(blockColumn(inputs.assumptions, 'expenses')),
      multipliers: {
        mortality: config.projection.mortalityMultiplier,
        lapse: config.projection.lapseMultiplier,
        expenses: config.projection.expenseMultiplier,
      },
    },
  };
}

function expensesOf(column: BlockColumn): TraceBasis['expenses'] {
  return {
    acquisition: at(column, 0),
    maintenance: at(column, 1),
    percentOfPremium: at(column, 2),
    claim: at(column, 3),
  };
}

function rowsOf({ summaries }: RunInputs, role: string): number {
  return summaries.find((summary) => summary.role === role)?.rows ?? 0;
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
  const rates = blockColumn(scenarios, 'rate');
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

function blockColumn(block: Block, name: string): BlockColumn {
  const column = block.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`the inputs have no column ${name}`);
  return column;
}

function at({ values }: BlockColumn, row: number): number {
  return values[row] as number;
}
