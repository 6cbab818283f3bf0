/** What the work of a run is counted from. */
import type { RunInputs } from '../../contracts/run-inputs.ts';
import type { RunPlan } from '../pipeline/plan-run.ts';

export interface WorkFacts {
  readonly policies: number;
  /** Model points, or the policies themselves. */
  readonly rows: number;
  /** Policies behind model points; 0 where rows are policies. */
  readonly members: number;
  readonly scenarios: number;
  /** Of the longest policy. */
  readonly years: number;
  /** Years in force, added over the policies, over the rows. */
  readonly policyYears: number;
  readonly rowYears: number;
  /** Pairs of years in force, each once, added over the rows. */
  readonly rowYearPairs: number;
  /** Sums of flows that are kept apart: by lapse class, and with groups by segment. */
  readonly classes: number;
  readonly segments: number;
  readonly groups: number;
}

/** `portfolio` is as it was read, `rows` as the run projects it. */
export function workFacts(portfolio: RunInputs, rows: RunInputs, { axes }: RunPlan): WorkFacts {
  const policyYears = yearsInForce(portfolio, portfolio.policyCount);
  const rowYears = yearsInForce(rows, axes.row);
  return {
    policies: portfolio.policyCount,
    rows: axes.row,
    members: rows.modelPoints === null ? 0 : axes.member,
    scenarios: axes.scenario,
    years: axes.time,
    policyYears: sum(policyYears),
    rowYears: sum(rowYears),
    rowYearPairs: sum(rowYears.map((years) => (years * (years + 1)) / 2)),
    classes: lengthOf(rows, 'class_first_year') ?? 1,
    segments: lengthOf(rows, 'segment_group') ?? axes.group,
    groups: axes.group,
  };
}

/** By row: projection years from the first to the last in force. */
function yearsInForce({ policies, horizonYears }: RunInputs, count: number): Float64Array {
  const column = (name: string) => policies.columns.find((one) => one.name === name)?.values;
  const end = column('end_year');
  const duration = column('duration');
  return Float64Array.from({ length: count }, (_, row) => {
    const first = Math.max(0, -(duration?.[row] ?? 0));
    return Math.max(0, (end?.[row] ?? horizonYears) - first);
  });
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function lengthOf({ assumptions }: RunInputs, name: string): number | undefined {
  return assumptions.columns.find((column) => column.name === name)?.values.length;
}
