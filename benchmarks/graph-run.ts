/** A model whose pipeline is a graph, valued in this process; what its nodes took is in their reports. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunConfigInput } from '../contracts/config.ts';
import type { NodeReport } from '../contracts/node-report.ts';
import { parseConfigObject } from '../contracts/parse-config.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import { valueConfig } from '../parity-tests/value-folder.ts';
import { dynamicLapse, type Model } from './model.ts';

type Nodes = NonNullable<RunConfigInput['pipeline']>['nodes'];

/** Paths of python://esg from the normals of the run, as many as the model has scenarios. */
export function esgNode({ scenarios }: Model): Nodes[number] {
  const skeleton = { name: 'flat', initial: 0.03, longTermMean: 0.03 };
  const rates = { model: 'vasicek', meanReversion: 0.15, volatility: 0.01, min: -0.02, max: 0.2 };
  return {
    id: 'esg',
    engine: 'python://esg',
    inputs: ['$normals'],
    outputs: ['bus://scenarios/rates'],
    config: { ...rates, innerPaths: scenarios, skeletons: [skeleton] },
  };
}

/** Lapses that follow the rate, so that nothing factors. */
export const projectionNode: Nodes[number] = {
  id: 'projection',
  engine: 'wasm://projection',
  inputs: ['$policies', '$assumptions', '$scenarios'],
  outputs: ['bus://results/scenarios', 'bus://results/cash_flows'],
  config: {
    premiumMultiplier: 1,
    lapseReference: 'column',
    dynamicLapse: { slope: dynamicLapse.slope, floor: dynamicLapse.floor, cap: dynamicLapse.cap },
  },
};

/** Never comes to its target, so it takes every evaluation that it may. */
export function solverNode(maxEvaluations: number): Nodes[number] {
  return {
    id: 'solver',
    engine: 'python://solver',
    inputs: [],
    outputs: ['bus://results/solution'],
    config: {
      mode: 'minimise',
      objective: 'scenarios.npv.stdDev',
      tolerance: 1e-15,
      maxEvaluations,
      method: 'brent',
      parameters: [{ name: 'projection.premiumMultiplier', lower: 0.5, upper: 2 }],
    },
  };
}

/** Reports of every node by its id. `scenarios` replaces the model's. Throws where a node fails. */
export async function runGraph(
  model: Model,
  nodes: Nodes,
  scenarios?: RunConfigInput['scenarios'],
): Promise<ReadonlyMap<string, NodeReport>> {
  const file = path.join(model.folder, 'livecalc.config.json');
  const given = JSON.parse(await readFile(file, 'utf8')) as RunConfigInput;
  const own = {
    pipeline: { nodes },
    ...(scenarios && { scenarios }),
    output: { tables: ['scenarios'] },
  };
  const config = parseConfigObject({ ...given, ...own }, file);
  const { report, result } = await valueConfig(config, model.folder, { threads: 1 });
  if (result.partial === null) return new Map(report.nodes.map((node) => [node.id, node]));
  const message = `The graph is partial: ${JSON.stringify(result.partial.failures)}.`;
  throw new LiveCalcError('INTERNAL', message);
}

/** Milliseconds from the first node's start to the last one's end. */
export function wholeMs(reports: ReadonlyMap<string, NodeReport>): number {
  const all = [...reports.values()];
  const begin = Math.min(...all.map(({ startedMs }) => startedMs));
  return Math.max(...all.map(({ startedMs, ms }) => startedMs + ms)) - begin;
}
