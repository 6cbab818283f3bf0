/**
 * The step before a valuation: policies that differ only in amounts become one row.
 *
 * Only for the default pipeline, whose projection is linear in the amounts; nodes of the user's own
 * may read any column, so they get the policies as they are.
 */
import type { RunConfig } from '../../contracts/config.ts';
import type { Block, RunInputs } from '../../contracts/run-inputs.ts';
import { findGrouping, type FoundGrouping, type GroupingRequest } from './find-grouping.ts';
import { groupedPolicies, isAmount, memberAmounts } from './grouping.ts';

export interface GroupedInputs {
  /** With a row for each model point; as they were given where nothing is grouped. */
  readonly inputs: RunInputs;
  /** The node that looked; null where none did. */
  readonly node: FoundGrouping['node'] | null;
}

/** What was found in a block of policies. */
interface Known extends FoundGrouping {
  readonly isRateRead: boolean;
  /** The block with a row for each model point, or the block itself. */
  readonly rows: Block;
}

/** A portfolio is grouped once for all runs on it: the base curve's, the sensitivities'. */
const knownOf = new WeakMap<Block, Known>();

/** Throws what a node's planning and running throw, and the signal's reason when it is aborted. */
export async function groupPolicies(request: GroupingRequest): Promise<GroupedInputs> {
  const { config, inputs } = request;
  if (config.pipeline !== undefined) return { inputs, node: null };
  const isRateRead = readsRate(config);
  const before = knownOf.get(inputs.policies);
  const known = before?.isRateRead === isRateRead ? before : await group(request, isRateRead);
  knownOf.set(inputs.policies, known);
  return { inputs: withModelPoints(inputs, known, config), node: known.node };
}

function withModelPoints(
  inputs: RunInputs,
  { grouping, rows }: Known,
  config: RunConfig,
): RunInputs {
  if (grouping === null) return inputs;
  const { members, end } = grouping;
  // Columns as long as the portfolio, that only what is said of single policies needs.
  const areWanted = config.output.tables.includes('policies');
  const amounts = areWanted ? memberAmounts(inputs.policies, members) : [];
  return { ...inputs, policies: rows, modelPoints: { members, end, amounts } };
}

/** Without a lapse that follows it, the rate that a policy guarantees tells no policies apart. */
function readsRate({ projection }: RunConfig): boolean {
  return projection.dynamicLapse?.reference === 'reference_rate';
}

async function group(request: GroupingRequest, isRateRead: boolean): Promise<Known> {
  const { policies } = request.inputs;
  const columns = policies.columns.filter(({ name }) => isRateRead || name !== 'reference_rate');
  const found = await findGrouping({
    ...request,
    inputs: { ...request.inputs, policies: { columns } },
  });
  const read = found.node.program.info.inputs.flatMap((input) => input.columns);
  const keys = columns.filter(
    ({ name }) => !isAmount(name) && read.some((column) => column.name === name),
  );
  const rows = found.grouping === null ? policies : groupedPolicies(keys, found.grouping);
  return { ...found, isRateRead, rows };
}
