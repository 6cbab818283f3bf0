/** What came back of a valuation, wherever it ran. */
import type { ColumnHash, RunResult } from '../../contracts/run-result.ts';
import type { Table } from '../../contracts/table.ts';
import { describeColumn } from '../../runtime/hashing/column-hash.ts';
import { resultHash } from '../../runtime/hashing/result-hash.ts';
import { createNodeSha256 } from '../../runtime/node/node-sha256.ts';

export interface Outcome {
  /** As it was told. */
  readonly result: RunResult;
  /** As they arrived here. */
  readonly tables: readonly Table[];
}

/** Hashes of the columns that arrived, recomputed here. */
export function arrivedColumns({ tables }: Outcome): readonly ColumnHash[] {
  return tables.flatMap(({ name, columns }) =>
    columns.map((column) => describeColumn(name, column, createNodeSha256)),
  );
}

/** The result hash of the values that arrived: what was told is not taken on trust. */
export function arrivedHash(outcome: Outcome): string {
  return resultHash(arrivedColumns(outcome), createNodeSha256);
}
