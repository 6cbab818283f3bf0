/**
 * Rows whose lapses are the same in every scenario and year, once survival is taken apart: they read
 * the same lapse cells and begin in the same year. Only common dynamic lapse factors in this way.
 */
import { coded, joined, ordered } from './codes.ts';
import type { Coded } from './codes.ts';
import type { GroupedPolicies } from './groups.ts';

export interface LapseClasses {
  readonly count: number;
  /** By row. */
  readonly codes: Uint32Array;
  /** By class: completed years of its policies, and which of the lapse table's entries they read. */
  readonly durations: Int32Array;
  readonly entries: Uint32Array;
}

/** Ascending by entry, then by duration. A missing `durations` are all 0. */
export function lapseClasses(
  lapseEntries: Uint32Array,
  durations: Int32Array | undefined,
): LapseClasses {
  const parts = [coded(lapseEntries), ...(durations === undefined ? [] : [coded(durations)])];
  const durationAt = (row: number): number => durations?.[row] ?? 0;
  const entryAt = (row: number): number => lapseEntries[row] as number;
  const { codes, firstRows } = ordered(
    joined(parts, lapseEntries.length),
    (a, b) => entryAt(a) - entryAt(b) || durationAt(a) - durationAt(b),
  );
  return {
    count: firstRows.length,
    codes,
    durations: Int32Array.from(firstRows, durationAt),
    entries: Uint32Array.from(firstRows, entryAt),
  };
}

/** One class of all rows, which nothing reads. */
export function oneLapseClass(rows: number): LapseClasses {
  return {
    count: 1,
    codes: new Uint32Array(rows),
    durations: Int32Array.of(0),
    entries: Uint32Array.of(0),
  };
}

/** The classes of each group. */
export interface Segments {
  /** By row. */
  readonly codes: Uint32Array;
  /** By segment, ascending by group, then by class. */
  readonly groups: Uint32Array;
  readonly classes: Uint32Array;
}

export function segmentsOf(groups: GroupedPolicies, classes: LapseClasses): Segments {
  const groupAt = (row: number): number => groups.codes[row] as number;
  const classAt = (row: number): number => classes.codes[row] as number;
  const pairs: Coded = joined([coded(groups.codes), coded(classes.codes)], groups.codes.length);
  const { codes, firstRows } = ordered(
    pairs,
    (a, b) => groupAt(a) - groupAt(b) || classAt(a) - classAt(b),
  );
  return {
    codes,
    groups: Uint32Array.from(firstRows, groupAt),
    classes: Uint32Array.from(firstRows, classAt),
  };
}
