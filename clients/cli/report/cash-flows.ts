/** The table cash_flows as a report shows it: what comes in, what goes out, and the net. */
import type { Column, Table } from '../../../contracts/table.ts';

/** One component by year, its sign that of a profit: what goes out is negative. */
export interface Flow {
  readonly label: string;
  /** CSS colour. */
  readonly colour: string;
  readonly amounts: Float64Array;
}

export interface CashFlows {
  readonly years: Uint32Array;
  /** Those that are not zero in every year. */
  readonly components: readonly Flow[];
  /** Labels of components that are zero in every year. */
  readonly absent: readonly string[];
  readonly net: Flow | null;
}

const components = [
  { column: 'premiums', label: 'Premiums', sign: 1 },
  { column: 'death_benefits', label: 'Death benefits', sign: -1 },
  { column: 'surrender_benefits', label: 'Surrender benefits', sign: -1 },
  { column: 'maturity_benefits', label: 'Maturity benefits', sign: -1 },
  { column: 'expenses', label: 'Expenses', sign: -1 },
] as const;

/**
 * Null where the table has no years or none of the columns that a report knows, their names behind
 * `prefix`.
 */
export function cashFlowsOf(table: Table, prefix: '' | 'discounted_' = ''): CashFlows | null {
  const years = table.columns.find(({ name }) => name === 'year');
  const all = components.flatMap(({ column, label, sign }) => {
    const amounts = amountsOf(table.columns, prefix + column, sign);
    return amounts === null
      ? []
      : [{ label, colour: `var(--${column.replace('_', '-')})`, amounts }];
  });
  if (years?.type !== 'u32' || years.values.length === 0 || all.length === 0) return null;
  const isZero = ({ amounts }: Flow): boolean => amounts.every((amount) => amount === 0);
  const net = amountsOf(table.columns, `${prefix}net`, 1);
  return {
    years: years.values,
    components: all.filter((flow) => !isZero(flow)),
    absent: all.filter(isZero).map(({ label }) => label),
    net: net && { label: 'Net', colour: 'var(--ink)', amounts: net },
  };
}

/** The largest amount in or out. */
export function largestAmount(flows: readonly Flow[]): number {
  let most = 0;
  for (const { amounts } of flows) {
    for (const amount of amounts) most = Math.max(most, Math.abs(amount));
  }
  return most;
}

function amountsOf(columns: readonly Column[], name: string, sign: 1 | -1): Float64Array | null {
  const column = columns.find((candidate) => candidate.name === name);
  if (column?.type !== 'f64') return null;
  // 0 - x, so that nothing is shown as -0.
  return sign === 1 ? column.values : column.values.map((value) => 0 - value);
}
