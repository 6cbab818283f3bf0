/** Who moved most between two runs: policies, scenarios, groups. */
import type { Table } from '../../../contracts/table.ts';
import { treeSum } from '../../../runtime/reduction/tree-sum.ts';
import { groupValues } from '../report/group-tables.ts';
import { alignRowsByKey, rowName } from './aligned-rows.ts';
import type { ComparedResult } from './compared-result.ts';

export interface Mover {
  readonly key: string;
  readonly a: number;
  readonly b: number;
  readonly difference: number;
}

/** Those that one run has alone. */
export interface Unmatched {
  readonly count: number;
  /** Of their values. */
  readonly total: number;
}

export interface Movers {
  /** `policies.mean` */
  readonly column: string;
  /** What a key is: `policy_id`, `product_type`. */
  readonly keyNames: readonly string[];
  readonly count: number;
  /** Of these, whose value differs. */
  readonly moved: number;
  readonly onlyA: Unmatched;
  readonly onlyB: Unmatched;
  /** The largest differences first. */
  readonly top: readonly Mover[];
}

/** Tables in which a row is one of many, and the column that says what it is worth. */
const moverColumns = [
  ['policies', 'mean'],
  ['scenarios', 'npv'],
] as const;

/** By group: the column, and the first column after the grouping ones. */
const groupColumns = [
  ['scenarios_by_group', 'npv', 'npv'],
  ['cash_flows_by_group', 'net', 'lives'],
] as const;

/** By group, by policy, by scenario; those of which nothing moved are left out. */
export function moversBetween(a: ComparedResult, b: ComparedResult, top: number): Movers[] {
  const pairs = [
    ...groupColumns.map(([name, value, first]) => {
      const of = ({ tables }: ComparedResult): Table | null =>
        tableByGroup(tables.get(name), value, first);
      return [of(a), of(b), value] as const;
    }),
    ...moverColumns.map(
      ([name, value]) => [a.tables.get(name) ?? null, b.tables.get(name) ?? null, value] as const,
    ),
  ];
  return pairs.flatMap(([left, right, value]) => {
    const movers = left && right && rowMovers(left, right, value, top);
    return movers === null || isStill(movers) ? [] : [movers];
  });
}

function isStill({ moved, onlyA, onlyB }: Movers): boolean {
  return moved + onlyA.count + onlyB.count === 0;
}

function rowMovers(a: Table, b: Table, column: string, top: number): Movers | null {
  const [x, y] = [numbersOf(a, column), numbersOf(b, column)];
  if (x === null || y === null) return null;
  const rows = alignRowsByKey(a, b);
  const differences = Float64Array.from(rows.a, (row, index) => y[rows.b[index]!]! - x[row]!);
  const moving = [...differences.keys()].filter((index) => differences[index] !== 0);
  const largest = moving.toSorted(
    (one, other) => Math.abs(differences[other]!) - Math.abs(differences[one]!) || one - other,
  );
  return {
    column: `${a.name}.${column}`,
    keyNames: rows.keyNames,
    count: rows.a.length,
    moved: moving.length,
    onlyA: unmatched(x, rows.onlyA),
    onlyB: unmatched(y, rows.onlyB),
    top: largest.slice(0, top).map((index) => {
      const row = rows.a[index]!;
      const [before, after] = [x[row]!, y[rows.b[index]!]!];
      return { key: rowName(a, row), a: before, b: after, difference: after - before };
    }),
  };
}

function unmatched(values: Float64Array, rows: Uint32Array): Unmatched {
  return {
    count: rows.length,
    total: treeSum(rows.length, (index) => values[rows[index]!]!),
  };
}

function numbersOf({ columns }: Table, name: string): Float64Array | null {
  const column = columns.find((one) => one.name === name);
  return column?.type === 'f64' ? column.values : null;
}

/** One row for each group: the mean over the scenarios, or the sum over the years. */
function tableByGroup(table: Table | undefined, value: string, first: string): Table | null {
  const values = table && groupValues(table, value, first);
  if (!table || !values) return null;
  const isMean = table.columns[0]?.name === 'scenario_id';
  const { keyNames, groups } = values;
  const keys = keyNames.map((name, index) => ({
    name,
    type: 'utf8' as const,
    values: groups.map((group) => group.keys[index]!),
  }));
  const amounts = groups.map(({ values: own }) => {
    const sum = treeSum(own.length, (index) => own[index]!);
    return isMean ? sum / own.length : sum;
  });
  const column = { name: value, type: 'f64' as const, values: Float64Array.from(amounts) };
  return { name: table.name, length: groups.length, columns: [...keys, column] };
}
