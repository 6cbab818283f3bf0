/** Steps of a stage: a step is one year of what the stage walks through. */
import type { PlannedNode } from '../pipeline/plan-node.ts';
import type { WorkFacts } from './work-facts.ts';

/** Columns that a node computes, as `block.column`. */
type Computed = (name: string) => boolean;

/** By engine and stage of the built-in engines. */
const steps: Readonly<Record<string, (facts: WorkFacts, computes: Computed) => number>> = {
  'compress.group': ({ policies }) => policies,
  'scenarios.generate': ({ scenarios, years }) => scenarios * years,
  'projection.discount': ({ scenarios, years }, computes) => {
    const pairs = (years * (years + 1)) / 2;
    return scenarios * (years + (computes('moments.product') ? pairs : 0));
  },
  'projection.project': ({ rowYears, scenarios }, computes) =>
    isByRow(computes) ? rowYears * scenarios : rowYears,
  'projection.value': ({ scenarios, years, classes, segments }, computes) => {
    if (isByRow(computes)) return scenarios;
    return scenarios * years * (classes + (computes('flows.by_group') ? segments : 0));
  },
  'projection.tail': ({ scenarios }) => scenarios,
  'projection.policies': (facts, computes) => {
    if (isByCovariance(computes)) return facts.rowYearPairs + facts.members;
    // A model point is valued once for each of its amounts; its policies combine the values.
    const amounts = facts.members > 0 ? 3 : 1;
    return facts.scenarios * (facts.rowYears * amounts + facts.members);
  },
  'projection.finalize': ({ years, groups }, computes) =>
    years * (1 + (computes('cash_flows_by_group.net') ? groups : 0)),
};

/** Null for an engine of the model's own: nobody but its author knows. */
export function stageSteps(node: PlannedNode, stage: string, facts: WorkFacts): number | null {
  const computed = new Set(
    node.outputs
      .filter(({ planned }) => planned !== null)
      .map(({ block, declared }) => `${block}.${declared.name}`),
  );
  const count = steps[`${node.info.name}.${stage}`];
  return count?.(facts, (name) => computed.has(name)) ?? null;
}

/** Every row under every scenario. */
function isByRow(computes: Computed): boolean {
  return ['npv', 'flows', 'group_npv', 'group_flows'].some((name) => computes(`lapsing.${name}`));
}

/** Mean and deviation follow from the moments of the factors; all else needs every scenario's value. */
function isByCovariance(computes: Computed): boolean {
  const others = ['p5', 'p50', 'p95', 'cte95', 'tail_mean'].map((name) => `policies.${name}`);
  return computes('moments.product') && !['discount.mid_factor', ...others].some(computes);
}
