/** The table sensitivities as rows for people. */
import type { Column, Table } from '../../../contracts/table.ts';
import { sensitivitiesTableName } from '../../../runtime/sensitivities/sensitivities-table.ts';
import { amountDecimals } from '../report/money-unit.ts';
import { alignRows } from './lines.ts';
import { formatNumber } from './number-format.ts';

/** A statistic and how far it is from the run's. */
export interface ComparedFigure {
  /** `mean`, `cte95`. */
  readonly name: string;
  readonly value: number;
  readonly difference: number;
}

export interface SensitivityRow {
  readonly name: string;
  /** The mean, then the cte of the deepest tail; the table has them all. */
  readonly figures: readonly ComparedFigure[];
  readonly stressedPolicies: number;
}

/** The first row is the run itself; none where the run has no sensitivities. */
export function sensitivityRows(tables: readonly Table[]): SensitivityRow[] {
  const table = tables.find(({ name }) => name === sensitivitiesTableName);
  const names = table?.columns.find(({ name }) => name === 'name');
  if (table === undefined || names?.type !== 'utf8') return [];
  const numbers = (name: string): Column['values'] =>
    table.columns.find((column) => column.name === name)?.values ?? [];
  const ctes = table.columns.filter(({ name }) => /^cte[\d.]+$/.test(name));
  const figures = [...table.columns.filter(({ name }) => name === 'mean'), ...ctes.slice(-1)];
  return names.values.map((name, row) => ({
    name,
    stressedPolicies: Number(numbers('stressed_policies')[row]),
    figures: figures.map((column) => ({
      name: column.name,
      value: Number(column.values[row]),
      difference: Number(numbers(`${column.name}_difference`)[row]),
    })),
  }));
}

/** Decimals that suit the largest amount among them. */
export function sensitivityDecimals(rows: readonly SensitivityRow[]): number {
  const values = rows.flatMap(({ figures }) => figures.map(({ value }) => Math.abs(value)));
  return amountDecimals(values.reduce((most, value) => Math.max(most, value), 0));
}

const nameColumns = 26;

/** Every figure with its difference to the run; at most 80 columns wide. */
export function sensitivityLines(tables: readonly Table[]): string[] {
  const rows = sensitivityRows(tables);
  const [base] = rows;
  if (base === undefined) return [];
  const decimals = sensitivityDecimals(rows);
  const amount = (value: number): string => formatNumber(value, decimals);
  const headings = base.figures.flatMap(({ name }) => [figureLabel(name), 'difference']);
  const lines = rows.map(({ name, figures, stressedPolicies }, row) => {
    const cells = figures.flatMap(({ value, difference }) => [
      amount(value),
      row === 0 ? '' : signed(difference, decimals),
    ]);
    const label = name.length > nameColumns ? `${name.slice(0, nameColumns - 1)}…` : name;
    return [label, ...cells, row === 0 ? '' : formatNumber(stressedPolicies)];
  });
  const right = headings.map((_, index) => index + 1);
  return [
    '',
    'Sensitivities, on the same scenarios',
    ...alignRows([['', ...headings, 'policies'], ...lines], [...right, right.length + 1]),
  ];
}

/** `mean`, `CTE95` */
export function figureLabel(name: string): string {
  return name.replace('cte', 'CTE');
}

/** With its sign, so that a difference is told from an amount. */
export function signed(value: number, decimals: number): string {
  return value > 0 ? `+${formatNumber(value, decimals)}` : formatNumber(value, decimals);
}
