/**
 * The models that have to come out the same everywhere: some of the size that people run; the others,
 * of 700 policies, go across blocks of 256 and tiles of 64 and fill neither.
 */
import { pipelineNodes } from '../../runtime/pipeline/default-pipeline.ts';

import { followingRate, groupedByRegion, plain, rich } from '../random-models/chosen-models.ts';
import type { DrawnModel } from '../random-models/drawn-model.ts';
import { writeModel } from '../random-models/model-folder.ts';
import { writeExampleModel } from './example-case.ts';
import type { ModelCase } from './model-case.ts';
import { writePipelineModel } from './pipeline-case.ts';

const cautious = { slope: 5, floor: 0.3, cap: 3 };

const seed: ModelCase = {
  name: 'seed',
  about: '10,000 policies x 1,000 scenarios in model points (examples/term-life)',
  isLarge: false,
  write: (folder) => writeExampleModel('term-life', folder),
};

const ungrouped: ModelCase = {
  name: 'ungrouped',
  about: 'the same, each policy by itself',
  isLarge: false,
  // In a pipeline of one's own rows are policies.
  write: (folder) =>
    writeExampleModel('term-life', folder, (config) => ({
      pipeline: { nodes: pipelineNodes(config) },
    })),
};

const lapse: ModelCase = {
  name: 'lapse',
  about: 'the same with lapses that follow the rate, and quantiles by policy',
  isLarge: false,
  // Its stage takes several times what would still be one chunk.
  shared: 'stage',
  write: (folder) => {
    const columns = { policies: ['p5', 'p50', 'p95', 'cte95', 'tail_mean'] };
    const projection = { dynamicLapse: { ...cautious, reference: 0.03 } };
    const output = { tables: ['scenarios', 'cash_flows', 'policies'], columns };
    return writeExampleModel('term-life', folder, () => ({ projection, output }));
  },
};

const engine: ModelCase = {
  name: 'engine',
  about: 'an engine that the model brings (examples/own-engine)',
  isLarge: false,
  write: (folder) => writeExampleModel('own-engine', folder),
};

const stresses: ModelCase = {
  name: 'stresses',
  about:
    'products, groups, sensitivities on the policies they make worse (examples/solvency2-life)',
  isLarge: true,
  // Many short stages: on a fast machine each of them is one chunk.
  shared: 'job',
  write: (folder) => writeExampleModel('solvency2-life', folder),
};

const pipeline: ModelCase = {
  name: 'pipeline',
  about: 'nested scenarios of python://esg, projected until python://solver has found the premium',
  isLarge: false,
  needsPython: true,
  shared: 'stage',
  // Those of the first pass are behind it: here the solver is in the middle of its own.
  faultAtStage: 14,
  write: writePipelineModel,
};

function small(name: string, about: string, model: DrawnModel): ModelCase {
  return { name, about, isLarge: false, write: (folder) => writeModel(folder, model) };
}

function under(model: DrawnModel, kind: string, hasBase = false): DrawnModel {
  return { ...model, scenarios: { kind, isShort: false, hasBase } };
}

const stressed: DrawnModel = {
  ...groupedByRegion(followingRate(rich, 0.03), 60),
  sensitivities: [
    { set: { 'projection.mortality.multiply': 1.15 }, policies: 'worse' },
    { set: { 'projection.lapse.add': [0.4, 0] }, policies: 'all' },
  ],
};

/** Every method, grouped and not, under every scenario model, and every file layout's reader. */
export const allCases: readonly ModelCase[] = [
  seed,
  ungrouped,
  lapse,
  stresses,
  engine,
  small('gbm', 'geometric Brownian motion, products, policies in force', under(rich, 'gbm')),
  small('vasicek', 'Vasicek, every optional column', under(plain, 'vasicek')),
  small('cir', 'Cox-Ingersoll-Ross, lapses by one rate', under(followingRate(plain, 0.03), 'cir')),
  small('rates', 'a scenario file, a base curve', under(rich, 'rates', true)),
  small(
    'ownrate',
    'lapses by a column of the policies, under discount factors of a long file',
    under(followingRate(rich, 'reference_rate'), 'longFactors'),
  ),
  small('groups', 'groupBy, model points, sensitivities', stressed),
  pipeline,
];
