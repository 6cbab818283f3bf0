/** A run of which nothing but net present values is wanted. */
import type { Column } from '../../contracts/table.ts';
import type { RunMemory } from '../bus/run-memory.ts';
import { watchedBy } from '../execution/watched-by.ts';
import { groupPolicies } from '../model-points/group-policies.ts';
import { statisticsTable } from '../pipeline/graph.ts';
import { planWithinMemory } from '../plan-valuation.ts';
import type { ThreadPool } from '../pool/thread-pool.ts';
import type { PythonEngines } from '../python/python-engines.ts';
import { PreparedRun } from '../prepared-run.ts';
import { resultColumn } from '../result-tables.ts';
import type { NumberedSpread } from '../spreading/numbered-spread.ts';
import type { ValuationRequest } from '../valuation.ts';
import { selectPolicies, type PolicySelection } from './policy-selection.ts';

/** A request whose threads are up and whose deadline is running. */
export interface RunningRequest extends ValuationRequest {
  readonly pool: ThreadPool;
  readonly python: PythonEngines;
  readonly signal: AbortSignal;
  readonly spread?: NumberedSpread;
}

/** A request that has a memory for one run after another. */
export interface SharedRequest extends RunningRequest {
  readonly memory: RunMemory;
}

export interface NpvRun {
  /** By scenario. */
  readonly npv: Float64Array;
  /** Means over the scenarios by policy, in file order; null where they were not asked for. */
  readonly policyMeans: Float64Array | null;
  readonly warnings: readonly string[];
}

const policiesTable = 'policies';

export interface WantedNpv {
  readonly policyMeans?: boolean;
  /** The policies that are valued; without it all. */
  readonly selection?: PolicySelection;
}

/** Throws what planning throws and what engines report. */
export async function runNpv(request: SharedRequest, wanted: WantedNpv = {}): Promise<NpvRun> {
  const { config, pool, signal, memory, spread } = request;
  const tables = wanted.policyMeans ? [statisticsTable, policiesTable] : [statisticsTable];
  const output = { ...config.output, tables, columns: {} };
  const asked = { ...request, config: { ...config, output } };
  const { inputs: grouped, earlier } = await groupPolicies(asked);
  const { selection } = wanted;
  const inputs =
    selection === undefined ? grouped : selectPolicies(grouped, request.inputs.policies, selection);
  const plan = { ...(await planWithinMemory({ ...asked, inputs })), earlier };
  // Where this run needs more memory, that of the run before is given back first.
  pool.unload();
  const run = await PreparedRun.open(plan, inputs, request, memory);
  const observer = watchedBy(config, run);
  await run.execute({ signal, onProgress: () => {}, spread, observer });
  const column = (table: string, name: string): Column | null =>
    resultColumn(table, name, plan, run.bus, inputs);
  const means = wanted.policyMeans ? column(policiesTable, 'mean') : null;
  return {
    npv: column(statisticsTable, 'npv')!.values as Float64Array,
    policyMeans: means === null ? null : (means.values as Float64Array),
    warnings: run.warnings(),
  };
}
