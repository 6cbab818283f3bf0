/** Inputs for what happens to policies alone: no tables, no scenarios. */
import type { BlockColumn, RunInputs } from '../../contracts/run-inputs.ts';
import type { NumericType } from '../../contracts/table.ts';

/** Columns of `$policies` by name. */
export type PolicyColumns = Readonly<Record<string, readonly number[]>>;

const signedColumns = new Set(['mortality_start', 'duration', 'premium_end', 'product_start']);
const realColumns = new Set(['policy_count', 'sum_assured', 'premium', 'reference_rate']);

export function policyInputs(columns: PolicyColumns): RunInputs {
  const policyCount = columns['mortality_start']!.length;
  return {
    policyCount,
    horizonYears: 1,
    policies: {
      columns: Object.entries(columns).map(([name, values]) => blockColumn(name, values)),
    },
    assumptions: { columns: [] },
    scenarios: null,
    data: {},
    base: null,
    groups: null,
    modelPoints: null,
    policyTable: { name: 'policies', length: policyCount, columns: [] },
    scenarioIds: null,
    summaries: [],
    warnings: [],
  };
}

function blockColumn(name: string, values: readonly number[]): BlockColumn {
  const shape = [values.length];
  const of = (type: NumericType): BlockColumn['values'] =>
    type === 'f64'
      ? Float64Array.from(values)
      : type === 'i32'
        ? Int32Array.from(values)
        : Uint32Array.from(values);
  const type = realColumns.has(name) ? 'f64' : signedColumns.has(name) ? 'i32' : 'u32';
  return { name, type, values: of(type), shape };
}
