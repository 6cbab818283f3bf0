/** The pipeline a config stands for: its own nodes, or the plain valuation. */
import type { PipelineNode, RunConfig } from '../../contracts/config.ts';
import { nodeKeys, type RateAdjustment } from '../../contracts/projection-config.ts';
import { projectionMethod } from './projection-method.ts';

export const scenarioRates = 'bus://scenarios/rates';
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

function projectionNode({ projection }: RunConfig): PipelineNode {
  const { dynamicLapse = {} } = projection;
  const parameters = Object.fromEntries(nodeKeys.map((key) => [key, projection[key]]));
  return {
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
  };
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
