/** A result folder as `livecalc diff` compares it. */
import type { RunResult } from '../../../contracts/run-result.ts';
import type { Column, Table } from '../../../contracts/table.ts';
import type { InspectedResult } from '../result-folder/verify-result.ts';

/** What execution.json adds to result.json. */
export interface KnownRun {
  readonly runtimeVersion: string;
  /** The configuration with its defaults. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ComparedResult {
  readonly folder: string;
  readonly result: RunResult;
  /** Null where the folder has no execution.json. */
  readonly known: KnownRun | null;
  /** By name; a column whose file cannot be read is not among them. */
  readonly tables: ReadonlyMap<string, Table>;
  /** What is wrong with its files; null where they are what result.json says. */
  readonly fault: string | null;
}

export function comparedResult(
  { folder, result, columns, fault }: InspectedResult,
  known: KnownRun | null,
): ComparedResult {
  const byTable = new Map<string, Column[]>();
  for (const [index, { name }] of result.columns.entries()) {
    const column = columns[index];
    if (column === null || column === undefined) continue;
    const table = name.slice(0, name.indexOf('.'));
    byTable.set(table, [...(byTable.get(table) ?? []), column]);
  }
  const tables = [...byTable].map(([name, own]): [string, Table] => [
    name,
    { name, length: own[0]?.values.length ?? 0, columns: own },
  ]);
  return { folder, result, known, tables: new Map(tables), fault: fault?.message ?? null };
}
