/** The pipeline a config stands for: its own nodes, or the plain valuation. */
import type { GeneratedScenarios, RunConfig } from '../../contracts/config.ts';
import { plainNode, type PipelineNode } from '../../contracts/pipeline-config.ts';
import { projectionNodeConfig, projectionTables } from '../../contracts/projection-node.ts';

export const scenarioRates = 'bus://scenarios/rates';
const scenarioNormals = 'bus://scenarios/normals';
export const resultsPrefix = 'bus://results/';

/**
 * Nodes with `$scenarios` and `$normals` resolved. Where the config generates scenarios, a node
 * `scenarios` is added in front and `$scenarios` stands for what it writes, or for what the node that
 * the config names writes. Standard normals come from a node `normals`.
 */
export function pipelineNodes(config: RunConfig): readonly PipelineNode[] {
  const nodes = config.pipeline?.nodes ?? [projectionNode(config)];
  const { scenarios } = config;
  const reads = (source: string): boolean => nodes.some(({ inputs }) => inputs.includes(source));
  const isGiven = 'file' in scenarios;
  const generators = [
    ...('model' in scenarios && reads('$scenarios') ? [scenariosNode(scenarios)] : []),
    ...(reads('$normals') ? [normalsNode(scenarios.seed)] : []),
  ];
  const resolved = (input: string): string =>
    input === '$normals'
      ? scenarioNormals
      : input === '$scenarios' && !isGiven
        ? scenarioRates
        : input;
  return [...generators, ...nodes.map((node) => ({ ...node, inputs: node.inputs.map(resolved) }))];
}

/** The node that generates scenarios. */
export function scenariosNode(scenarios: GeneratedScenarios): PipelineNode {
  return plainNode({
    id: 'scenarios',
    engine: 'wasm://scenarios',
    inputs: [],
    outputs: [scenarioRates],
    config: { model: scenarios.model, seed: scenarios.seed, ...scenarios.parameters },
  });
}

/** The same generator, asked for the normals of its paths and not for the paths. */
function normalsNode(seed: number): PipelineNode {
  return plainNode({
    id: 'normals',
    engine: 'wasm://scenarios',
    inputs: [],
    outputs: ['bus://normals/rates', scenarioNormals],
    config: { seed },
  });
}

function projectionNode({ projection }: RunConfig): PipelineNode {
  return plainNode({
    id: 'projection',
    engine: 'wasm://projection',
    inputs: ['$policies', '$assumptions', '$scenarios', '$members'],
    outputs: projectionTables.map((table) => resultsPrefix + table),
    config: projectionNodeConfig(projection),
  });
}
