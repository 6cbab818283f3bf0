/** What a run values, read and validated: the border between files and the runtime. */
import type { Column, NumericArray, NumericType, Table } from './table.ts';

/** A column of a block: contiguous values of one or more axes, first axis slowest. */
export interface BlockColumn {
  readonly name: string;
  readonly type: NumericType;
  readonly values: NumericArray;
  /** Length of each axis; their product is the number of values. */
  readonly shape: readonly number[];
}

/** Columns that travel together: `$policies`, `$assumptions`, `$scenarios`. */
export interface Block {
  readonly columns: readonly BlockColumn[];
}

/** A sum over the rows of an input, so that a person can reconcile it with its source. */
export type ControlTotals = Readonly<Record<string, number>>;

/** One input file, as the result reports it. */
export interface InputSummary {
  /** What it is: `policies`, `mortality`, `lapse`, `expenses`, `scenarios`, `base`. */
  readonly role: string;
  /** The path as the config gives it. */
  readonly file: string;
  readonly rows: number;
  /** SHA-256 of the file's bytes, lower-case hex. */
  readonly sha256: string;
  readonly controlTotals: ControlTotals;
}

export interface RunInputs {
  /** Number of policies. */
  readonly policyCount: number;
  /** Years of the projection: the longest term in the portfolio. */
  readonly horizonYears: number;
  /** Numeric columns by name, `[row]`; see docs/engine-abi.md for those the projection reads. */
  readonly policies: Block;
  /** mortality `[cell]`, lapse `[year]`, expenses `[4]`. */
  readonly assumptions: Block;
  /** rate `[scenario, year]`; null where the pipeline generates scenarios. */
  readonly scenarios: Block | null;
  /** rate `[1, year]` of the curve that is valued beside the scenarios; null where none is. */
  readonly base: Block | null;
  /** policy_id, then the columns carried through, in file order. */
  readonly policyTable: Table;
  /** scenario_id of a scenario file; null where scenarios are numbered from 0. */
  readonly scenarioIds: Column | null;
  readonly summaries: readonly InputSummary[];
  /** Sentences with counts, for example of policies that ran past a table's end under `hold`. */
  readonly warnings: readonly string[];
}
