/**
 * The step before a valuation: policies that differ only in amounts become one row.
 *
 * Only for the default pipeline, whose projection is linear in the amounts; nodes of the user's own
 * may read any column, so they get the policies as they are.
 */
import type { RunConfig } from '../../contracts/config.ts';
import type { BlockColumn, RunInputs } from '../../contracts/run-inputs.ts';
import { engineSha256 } from '../pipeline/load-engines.ts';
import type { PlannedNode } from '../pipeline/plan-node.ts';
import { findGrouping, groupingEngine, type GroupingRequest } from './find-grouping.ts';
import { keepGrouping, KnownGrouping, recallGrouping } from './known-grouping.ts';

export interface GroupedInputs {
  /** With a row for each model point; as they were given where nothing is grouped. */
  readonly inputs: RunInputs;
  /** The node that looked, or none. */
  readonly earlier: readonly PlannedNode[];
}

/** Throws what a node's planning and running throw, and the signal's reason when it is aborted. */
export async function groupPolicies(request: GroupingRequest): Promise<GroupedInputs> {
  const { config, inputs, engines, platform } = request;
  if (config.pipeline !== undefined) return { inputs, earlier: [] };
  const columns = inputs.policies.columns.filter(({ name }) => tellsApart(name, config));
  const sha256 = await engineSha256(groupingEngine, engines, platform.createSha256);
  const known = recallGrouping(columns, sha256) ?? (await group(request, columns));
  keepGrouping(known, columns);
  const { grouping, node } = known.found;
  const earlier = [node];
  if (grouping === null) return { inputs, earlier };
  const { members, end } = grouping;
  // Columns as long as the portfolio, which only what is said of single policies needs.
  const amounts = config.output.tables.includes('policies') ? known.memberAmounts(columns) : [];
  const modelPoints = { members, end, amounts };
  return { inputs: { ...inputs, policies: known.block(columns), modelPoints }, earlier };
}

/** Without a lapse that follows it, the rate that a policy guarantees tells no policies apart. */
function tellsApart(name: string, { projection }: RunConfig): boolean {
  return name !== 'reference_rate' || projection.dynamicLapse?.reference === 'reference_rate';
}

async function group(
  request: GroupingRequest,
  columns: readonly BlockColumn[],
): Promise<KnownGrouping> {
  const inputs = { ...request.inputs, policies: { columns } };
  return new KnownGrouping(await findGrouping({ ...request, inputs }), columns);
}
