/** The portfolio as the engines read it. */
import type { Block, BlockColumn } from '../../../contracts/run-inputs.ts';
import type { Column, NumericArray, NumericType } from '../../../contracts/table.ts';
import type { GroupedPolicies } from '../portfolio/groups.ts';
import type { LapseClasses, Segments } from '../portfolio/lapse-classes.ts';
import { optionalColumns } from '../portfolio/policy-columns.ts';
import type { CheckedPolicies } from '../portfolio/policies.ts';
import type { PolicyYears } from '../portfolio/policy-years.ts';

/** What was found out about each policy. */
export interface PolicyFacts {
  readonly years: PolicyYears;
  /** Index of the cell that projection year 1 reads, by row. */
  readonly mortalityStarts: Int32Array;
  /** Null where all are 0. */
  readonly lapseStarts: Int32Array | null;
  /** Null where there is no product table. */
  readonly productStarts: Int32Array | null;
  /** Null where all are 0. */
  readonly expenseRows: Uint32Array | null;
  readonly classes: LapseClasses;
  /** Null where results are not grouped. */
  readonly groups: GroupedPolicies | null;
  readonly segments: Segments | null;
}

/** Columns `[row]`, numeric carried ones among them; an optional one is left out where all policies have its default. */
export function policyBlock(policies: CheckedPolicies, facts: PolicyFacts): Block {
  const { years, classes, groups, segments } = facts;
  const { count, duration, referenceRate } = policies;
  const column = (name: string, type: NumericType, values: NumericArray): BlockColumn => ({
    name,
    type,
    values,
    shape: [count],
  });
  const optional = (name: string, type: NumericType, values: NumericArray | null | undefined) =>
    values === null || values === undefined ? [] : [column(name, type, values)];
  return {
    columns: [
      column('age', 'u32', policies.age),
      column('gender', 'u32', policies.gender),
      column('term', 'u32', policies.term),
      column('policy_count', 'f64', policies.policyCount),
      column('sum_assured', 'f64', policies.sumAssured),
      column('premium', 'f64', policies.premium),
      column('end_year', 'u32', years.endYear),
      column('mortality_start', 'i32', facts.mortalityStarts),
      ...optional('duration', 'i32', unlessAll0(duration)),
      ...optional('premium_end', 'i32', premiumEnds(policies, years.endYear)),
      ...optional('lapse_start', 'i32', unlessAll0(facts.lapseStarts)),
      ...optional('product_start', 'i32', facts.productStarts),
      ...optional('expense_row', 'u32', unlessAll0(facts.expenseRows)),
      ...optional('ending', 'u32', years.ending),
      ...optional('reference_rate', 'f64', referenceRate),
      ...optional('lapse_class', 'u32', classes.count === 1 ? null : classes.codes),
      ...optional('group', 'u32', groups?.codes),
      ...optional('segment', 'u32', segments?.codes),
      ...policies.carried
        .filter(isNumeric)
        .filter(({ name }) => !isKnown(name, referenceRate !== undefined))
        .map(({ name, type, values }) => column(name, type, values)),
    ],
  };
}

function isNumeric(column: Column): column is Exclude<Column, { type: 'utf8' }> {
  return column.type !== 'utf8';
}

/** `group` and `segment` are natural names of carried columns, which then only tables of results show. */
function isKnown(name: string, hasReferenceRate: boolean): boolean {
  const known: readonly string[] = [...optionalColumns, 'group', 'segment'];
  return known.includes(name) || (hasReferenceRate && name === 'reference_rate');
}

function unlessAll0<T extends Int32Array | Uint32Array>(values: T | null | undefined): T | null {
  if (values === null || values === undefined) return null;
  // Not `every`: a call per row would be felt at a million of them.
  for (let row = 0; row < values.length; row++) if (values[row] !== 0) return values;
  return null;
}

/** Projection years from this one on, counted from 0, have no premium; null where all pay to their end. */
function premiumEnds(
  { premiumTerm, duration }: CheckedPolicies,
  endYear: Uint32Array,
): Int32Array | null {
  if (premiumTerm === undefined) return null;
  const ends = Int32Array.from(premiumTerm, (term, row) => term - (duration?.[row] ?? 0));
  return ends.every((end, row) => end >= (endYear[row] as number)) ? null : ends;
}
