/** The pipeline a config stands for: its own nodes, or the plain valuation. */
import type { GeneratedScenarios, RunConfig } from '../../contracts/config.ts';
import { plainNode, type PipelineNode } from '../../contracts/pipeline-config.ts';
import { nodeKeys, type RateAdjustment } from '../../contracts/projection-config.ts';
import { projectionMethod } from './projection-method.ts';

export const scenarioRates = 'bus://scenarios/rates';
const scenarioNormals = 'bus://scenarios/normals';
export const resultsPrefix = 'bus://results/';

/** What the projection writes, in its order. */
const tables = [
  'scenarios',
  'cash_flows',
  'policies',
  'scenarios_by_group',
  'cash_flows_by_group',
] as const;

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
  const { dynamicLapse = {} } = projection;
  const parameters = Object.fromEntries(nodeKeys.map((key) => [key, projection[key]]));
  return plainNode({
    id: 'projection',
    engine: 'wasm://projection',
    inputs: ['$policies', '$assumptions', '$scenarios', '$members'],
    outputs: tables.map((table) => resultsPrefix + table),
    config: {
      ...parameters,
      mortality: rateLimits(projection.mortality),
      lapse: rateLimits(projection.lapse),
      lapseReference: projectionMethod(projection).lapseReference,
      dynamicLapse: numbersAmong(dynamicLapse),
    },
  });
}

/** What `multiply` and `add` say by year is in the tables; the engine limits what comes of it. */
function rateLimits({ floor, cap, maxIncrease, maxDecrease }: RateAdjustment): object {
  return numbersAmong({ floor, cap, maxIncrease, maxDecrease });
}

/** Without what is not given, and without a reference that is a column of the policies. */
function numbersAmong(values: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => typeof value === 'number'),
  );
}
