/** A graph of three engines: Python makes the scenarios, C++ projects, Python solves for the premium. */
import { writeExampleModel } from './example-case.ts';

const innerPaths = 200;
const skeletons = [
  { name: 'up', initial: 0.03, longTermMean: 0.05 },
  { name: 'flat', initial: 0.03, longTermMean: 0.03 },
  {
    name: 'down',
    initial: 0.03,
    rates: Array.from({ length: 30 }, (_, year) => 0.03 - year / 4096),
  },
];

const nodes = [
  {
    id: 'esg',
    engine: 'python://esg',
    inputs: ['$normals'],
    outputs: ['bus://scenarios/rates'],
    config: {
      model: 'vasicek',
      innerPaths,
      meanReversion: 0.15,
      volatility: 0.01,
      min: -0.02,
      max: 0.2,
      skeletons,
    },
  },
  {
    id: 'projection',
    engine: 'wasm://projection',
    inputs: ['$policies', '$assumptions', '$scenarios'],
    outputs: ['bus://results/scenarios', 'bus://results/cash_flows', 'bus://results/policies'],
    config: {
      premiumMultiplier: 1,
      lapseReference: 'number',
      dynamicLapse: { slope: 10, floor: 0.3, cap: 3, reference: 0.03 },
    },
  },
  {
    id: 'solver',
    engine: 'python://solver',
    inputs: [],
    outputs: ['bus://results/solution'],
    config: {
      mode: 'target',
      objective: 'scenarios.npv.mean',
      target: 0,
      tolerance: 1e6,
      // Slow on purpose: there is to be a middle of it.
      method: 'bisection',
      parameters: [{ name: 'projection.premiumMultiplier', lower: 0.5, upper: 1 }],
    },
  },
];

/**
 * 10,000 policies x 3 skeletons of 200 inner paths: what is valued by policy takes so long that a fleet
 * cuts it, in each of the seven passes of the solver.
 */
export async function writePipelineModel(folder: string): Promise<void> {
  await writeExampleModel('term-life', folder, () => ({
    projection: undefined,
    scenarios: { fromNode: 'esg', count: innerPaths * skeletons.length, seed: 42 },
    pipeline: { nodes },
    output: {
      tables: ['scenarios', 'cash_flows', 'policies', 'solution'],
      columns: { policies: ['p5', 'cte95'] },
    },
  }));
}
