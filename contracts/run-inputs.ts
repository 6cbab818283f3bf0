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

/** Columns that travel together: `$policies`, `$assumptions`, `$scenarios`, `$members`. */
export interface Block {
  readonly columns: readonly BlockColumn[];
}

/** A table under `data`; its columns are `[row of the table]`. */
export interface DataBlock extends Block {
  /** What messages call its file. */
  readonly file: string;
  /** Columns of text and the like: what the bus carries is numbers. */
  readonly unreadColumns: readonly UnreadColumn[];
}

export interface UnreadColumn {
  readonly name: string;
  /** The first cell that is no number; null: the file says that the whole column is of another type. */
  readonly firstText: TextCell | null;
}

export interface TextCell {
  /** From 1, below the header. */
  readonly row: number;
  readonly text: string;
}

/** A sum over the rows of an input, so that a person can reconcile it with its source. */
export type ControlTotals = Readonly<Record<string, number>>;

/** One input file, as the result reports it. */
export interface InputSummary {
  /** What it is: `policies`, `mortality`, `lapse`, `expenses`, `scenarios`, `base`, `data.NAME`. */
  readonly role: string;
  /** The path as the config gives it. */
  readonly file: string;
  readonly rows: number;
  /** SHA-256 of the file's bytes, lower-case hex. */
  readonly sha256: string;
  readonly controlTotals: ControlTotals;
}

/** The groups of `groupBy`, in the order of their keys; `policies` then has a column `group`. */
export interface Groups {
  readonly count: number;
  /** The grouping columns, one value per group. */
  readonly keys: readonly Column[];
}

/**
 * Model points that each stand for one or more policies. The policies behind row r are those at
 * positions [end[r - 1], end[r]) of `members`, which the ABI calls the axis `member`.
 */
export interface ModelPoints {
  /** Policies (positions in the file, from 0), those of a row side by side. */
  readonly members: Uint32Array;
  /** By row: where its policies end. */
  readonly end: Uint32Array;
  /** policy_count, sum_assured and premium of each policy, `[member]`. */
  readonly amounts: readonly BlockColumn[];
}

export interface RunInputs {
  /** Number of policies, not of rows. */
  readonly policyCount: number;
  /** Years of the projection: the longest term in the portfolio. */
  readonly horizonYears: number;
  /** Numeric columns by name, `[row]`; see docs/engine-abi.md for those the projection reads. */
  readonly policies: Block;
  /** The tables, flattened; see docs/engine-abi.md. */
  readonly assumptions: Block;
  /** rate `[scenario, year]`; null where the pipeline generates scenarios. */
  readonly scenarios: Block | null;
  /** The tables under `data` by name. */
  readonly data: Readonly<Record<string, DataBlock>>;
  /** rate `[1, year]` of the curve that is valued beside the scenarios; null where none is. */
  readonly base: Block | null;
  /** What `groupBy` makes of the portfolio; null where it is not given. */
  readonly groups: Groups | null;
  /** How the rows of `policies` stand for the policies; null where each row is one, in file order. */
  readonly modelPoints: ModelPoints | null;
  /** policy_id, then the columns carried through, in file order. */
  readonly policyTable: Table;
  /** scenario_id of a scenario file; null where scenarios are numbered from 0. */
  readonly scenarioIds: Column | null;
  readonly summaries: readonly InputSummary[];
  /** Sentences with counts, for example of policies that ran past a table's end under `hold`. */
  readonly warnings: readonly string[];
}
