/** A graph of three engines: Python makes the scenarios, C++ projects, Python solves for the premium. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { followingRate, plain } from '../random-models/chosen-models.ts';
import { writeModel } from '../random-models/model-folder.ts';

const configFile = 'livecalc.config.json';
const innerPaths = 20;
const skeletons = [
  { name: 'up', initial: 0.03, longTermMean: 0.05 },
  { name: 'flat', initial: 0.03, longTermMean: 0.03 },
  {
    name: 'down',
    initial: 0.03,
    rates: [0.03, 0.028, 0.026, 0.025, 0.024, 0.023, 0.022, 0.021, 0.02, 0.02],
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
      tolerance: 0.01,
      parameters: [{ name: 'projection.premiumMultiplier', lower: 0.01, upper: 50 }],
    },
  },
];

/** 300 policies x 3 skeletons of 20 inner paths x 10 years. */
export async function writePipelineModel(folder: string): Promise<void> {
  const count = innerPaths * skeletons.length;
  await writeModel(folder, {
    ...followingRate(plain, 0.03),
    size: { policies: 300, scenarios: count },
    years: 10,
    scenarios: { kind: 'gbm', isShort: false, hasBase: false },
  });
  const file = path.join(folder, configFile);
  const {
    projection: _,
    output: __,
    ...config
  } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const graph = {
    ...config,
    scenarios: { fromNode: 'esg', count, seed: 42 },
    pipeline: { nodes },
    output: { tables: ['scenarios', 'cash_flows', 'policies', 'solution'] },
  };
  await writeFile(file, `${JSON.stringify(graph, null, 2)}\n`);
}
