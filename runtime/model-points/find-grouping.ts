/** Runs `compress` on a portfolio, as a node of a pipeline of its own. */
import type { RunConfig } from '../../contracts/config.ts';
import { plainNode } from '../../contracts/pipeline-config.ts';
import type { NumericArray } from '../../contracts/table.ts';
import { resultsPrefix } from '../pipeline/default-pipeline.ts';
import type { PlannedNode } from '../pipeline/plan-node.ts';
import { planWithinMemory } from '../plan-valuation.ts';
import type { ThreadPool } from '../pool/thread-pool.ts';
import { PreparedRun } from '../prepared-run.ts';
import type { ValuationRequest } from '../valuation.ts';
import type { AmountName, Grouping } from './grouping.ts';

/** What is asked, with the threads that do it and the signal that stops them. */
export interface GroupingRequest extends ValuationRequest {
  readonly pool: ThreadPool;
  readonly signal: AbortSignal;
}

export interface FoundGrouping {
  /** Null where nothing is grouped, because more than half of the policies have keys of their own. */
  readonly grouping: Grouping | null;
  /** By model point: the amounts of its policies, added; null with the grouping. */
  readonly sums: Readonly<Record<AmountName, Float64Array>> | null;
  /** The node that looked, part of what a result was made with. */
  readonly node: PlannedNode;
}

const table = 'points';
export const groupingEngine = 'compress';
const node = plainNode({
  id: 'compress',
  engine: `wasm://${groupingEngine}`,
  inputs: ['$policies'],
  outputs: [resultsPrefix + table],
  config: {},
});

/** Throws what planning and running a node throw, and the signal's reason when it is aborted. */
export async function findGrouping(request: GroupingRequest): Promise<FoundGrouping> {
  const { inputs, pool, platform, signal } = request;
  const config: RunConfig = {
    ...request.config,
    pipeline: { nodes: [node] },
    // Asked for as a table so that the plan keeps the node; its columns are taken from the bus.
    output: { ...request.config.output, tables: [table], columns: {} },
  };
  const plan = await planWithinMemory({ ...request, config });
  const run = await PreparedRun.open(plan, inputs, { pool, platform, signal });
  // Never spread: what is remembered is not run again, and would put stages out of count.
  await run.execute({ signal, onProgress: () => {} });
  return { ...readPoints(run, inputs.policyCount), node: plan.nodes[0]! };
}

/** Copies, so that the run's memory can go. */
function readPoints({ plan, bus }: PreparedRun, policyCount: number): Omit<FoundGrouping, 'node'> {
  const columns = plan.nodes[0]!.blocks.get(resultsPrefix + table)!.columns;
  const view = (name: string): NumericArray =>
    bus.view(columns.find((column) => column.name === name)!.planned);
  const count = view('count')[0]!;
  if (count === policyCount) return { grouping: null, sums: null };
  const indices = (name: string, length: number): Uint32Array =>
    view(name).slice(0, length) as Uint32Array;
  const sums = (name: AmountName): Float64Array => view(name).slice(0, count) as Float64Array;
  return {
    grouping: {
      members: indices('members', policyCount),
      end: indices('end', count),
      first: indices('first', count),
    },
    sums: {
      policy_count: sums('policy_count'),
      sum_assured: sums('sum_assured'),
      premium: sums('premium'),
    },
  };
}
