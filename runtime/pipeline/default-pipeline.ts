/** The pipeline a config stands for: its own nodes, or the plain valuation. */
import type { PipelineNode, RunConfig } from '../../contracts/config.ts';

export const scenarioRates = 'bus://scenarios/rates';
export const resultsPrefix = 'bus://results/';

/**
 * Nodes with `$scenarios` resolved: where the config generates scenarios, a `scenarios` node is
 * added in front and `$scenarios` stands for what it writes.
 */
export function pipelineNodes(config: RunConfig): readonly PipelineNode[] {
  const nodes = config.pipeline?.nodes ?? [projectionNode(config)];
  const wantsScenarios = nodes.some((node) => node.inputs.includes('$scenarios'));
  if ('file' in config.scenarios || !wantsScenarios) return nodes;
  const resolved = nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map((input) => (input === '$scenarios' ? scenarioRates : input)),
  }));
  return [scenariosNode(config.scenarios), ...resolved];
}

/** The node that generates scenarios. */
export function scenariosNode(
  scenarios: Exclude<RunConfig['scenarios'], { file: string }>,
): PipelineNode {
  return {
    id: 'scenarios',
    engine: 'wasm://scenarios',
    inputs: [],
    outputs: [scenarioRates],
    config: { model: scenarios.model, seed: scenarios.seed, ...scenarios.parameters },
  };
}

function projectionNode(config: RunConfig): PipelineNode {
  const { mortalityMultiplier, lapseMultiplier, expenseMultiplier } = config.projection;
  return {
    id: 'projection',
    engine: 'wasm://projection',
    inputs: ['$policies', '$assumptions', '$scenarios'],
    outputs: ['scenarios', 'cash_flows', 'policies'].map((table) => resultsPrefix + table),
    config: { mortalityMultiplier, lapseMultiplier, expenseMultiplier },
  };
}
