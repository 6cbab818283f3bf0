/**
 * The engine's tables beside the oracle's figures. Orders of summation differ, so the bounds are
 * 1e-12 of the absolute discounted flows for a policy and 1e-11 for totals.
 */
import type { Table } from '../../contracts/table.ts';
import { computeStatistics } from '../../runtime/statistics/statistics.ts';
import type { Valuation } from '../../runtime/valuation.ts';
import { policyStatistics } from './ask-oracle.ts';
import type { Kind, OraclePolicy, OracleResult, OracleTotals } from './ask-oracle.ts';
import { Disagreements } from './disagreements.ts';
import { worstScenarios } from './worst-scenarios.ts';

const totalTolerance = 1e-11;
const policyTolerance = 1e-12;
/** Of a variance, whose rounding errors are those of squared flows (decision 005). */
const varianceTolerance = 1e-13;

/** Result columns by kind of flow. */
const flowColumns = {
  premium: 'premiums',
  death: 'death_benefits',
  surrender: 'surrender_benefits',
  maturity: 'maturity_benefits',
  expense: 'expenses',
  net: 'net',
} as const;

const componentColumns = {
  premium: 'pv_premiums',
  death: 'pv_death',
  surrender: 'pv_surrender',
  maturity: 'pv_maturity',
  expense: 'pv_expenses',
} as const satisfies Record<Kind, string>;

export function compare(valuation: Valuation, oracle: OracleResult): Disagreements {
  const seen = new Disagreements();
  const table = (name: string): Table => valuation.tables.find((one) => one.name === name)!;
  const scenarios = numbers(table('scenarios'), 'npv');
  compareScenarios(seen, table('scenarios'), oracle);
  compareYears(seen, table('cash_flows'), oracle);
  // Scenarios that agree but for rounding may change places in the tail.
  const isSameTail = worstScenarios(scenarios).join() === worstScenarios(oracle.npv).join();
  comparePolicies(seen, table('policies'), oracle.policies, isSameTail);
  for (const group of oracle.groups) {
    const rowsOf = (name: string): Table => groupRows(table(name), group.key);
    compareScenarios(seen, rowsOf('scenarios_by_group'), group);
    compareYears(seen, rowsOf('cash_flows_by_group'), group);
  }
  if (oracle.base !== null) {
    const { npv, absolute } = oracle.base;
    seen.check('base.npv', valuation.result.base?.npv ?? Number.NaN, npv, absolute, totalTolerance);
  }
  compareSensitivities(seen, valuation, oracle);
  return seen;
}

function compareSensitivities(
  seen: Disagreements,
  { result }: Valuation,
  { sensitivities }: OracleResult,
): void {
  for (const { name, npv, absolute } of sensitivities) {
    const found = result.sensitivities.find((one) => one.name === name)!.statistics;
    const expected = computeStatistics(Float64Array.from(npv));
    const scale = Math.max(...absolute);
    for (const key of ['mean', 'stdDev', 'min', 'max', 'cte95'] as const) {
      const figure = `sensitivity ${name}, ${key}`;
      seen.check(figure, found[key]!, expected[key]!, scale, totalTolerance);
    }
  }
}

function numbers(table: Table, column: string): ArrayLike<number> {
  const found = table.columns.find(({ name }) => name === column);
  if (found === undefined || found.type === 'utf8') throw new Error(`no ${table.name}.${column}`);
  return found.values;
}

function compareScenarios(seen: Disagreements, table: Table, oracle: OracleTotals): void {
  const expected = new Map([['npv', oracle.npv]]);
  for (const [kind, column] of Object.entries(componentColumns)) {
    if (table.columns.some(({ name }) => name === column)) {
      expected.set(column, oracle.components[kind as Kind]);
    }
  }
  for (const [column, values] of expected) {
    const found = numbers(table, column);
    for (const [row, value] of values.entries()) {
      const figure = `${table.name}.${column}, scenario ${row}`;
      seen.check(figure, found[row]!, value, oracle.absolute[row]!, totalTolerance);
    }
  }
}

function compareYears(
  seen: Disagreements,
  table: Table,
  { cash_flows: flows }: OracleTotals,
): void {
  const lives = numbers(table, 'lives');
  for (const [t, value] of flows.lives.entries()) {
    seen.check(`${table.name}.lives, year ${t + 1}`, lives[t]!, value, value, totalTolerance);
  }
  for (const [prefix, years] of [
    ['', flows.plain],
    ['discounted_', flows.discounted],
  ] as const) {
    for (const [kind, name] of Object.entries(flowColumns)) {
      const found = numbers(table, `${prefix}${name}`);
      for (const [t, value] of years[kind as keyof typeof flowColumns].entries()) {
        const figure = `${table.name}.${prefix}${name}, year ${t + 1}`;
        seen.check(figure, found[t]!, value, years.absolute[t]!, totalTolerance);
      }
    }
  }
}

function comparePolicies(
  seen: Disagreements,
  table: Table,
  policies: readonly OraclePolicy[],
  isSameTail: boolean,
): void {
  for (const column of policyStatistics) {
    if (column === 'tail_mean' && !isSameTail) continue;
    const found = numbers(table, column);
    for (const [row, policy] of policies.entries()) {
      const figure = `policies.${column}, policy ${policy.id}`;
      if (column === 'std_dev') {
        const variances = [found[row]! ** 2, policy.std_dev ** 2] as const;
        seen.check(figure, ...variances, policy.absolute ** 2, varianceTolerance);
      } else seen.check(figure, found[row]!, policy[column], policy.absolute, policyTolerance);
    }
  }
}

/** The rows of one group of a table whose outer axis is scenario or year. */
function groupRows(table: Table, key: readonly string[]): Table {
  const keys = table.columns.slice(1, 1 + key.length);
  const rows = Array.from({ length: table.length }, (_, row) => row).filter((row) =>
    keys.every(({ values }, index) => String(values[row]) === key[index]),
  );
  const columns = table.columns.flatMap((column) =>
    column.type === 'utf8' ? [] : [{ ...column, values: column.values.filter(isKept(rows)) }],
  );
  return { ...table, name: `${table.name}[${key.join(', ')}]`, columns } as Table;
}

function isKept(rows: readonly number[]): (value: number, row: number) => boolean {
  const kept = new Set(rows);
  return (_, row) => kept.has(row);
}
