/** Scenarios of a drawn model: a file in any layout, or a model that makes them. */
import { csvText } from './csv-text.ts';
import type { DrawnModel } from './drawn-model.ts';
import { longestHorizon } from './extents.ts';
import { noiseOf } from './noise.ts';

type Files = Readonly<Record<string, string>>;

const generators: Readonly<Record<string, object>> = {
  gbm: { model: 'gbm' },
  vasicek: {
    model: 'vasicek',
    parameters: { initial: 0.02, meanReversion: 0.2, longTermMean: 0.03, volatility: 0.012 },
  },
  cir: {
    model: 'cir',
    parameters: { initial: 0.02, meanReversion: 0.3, longTermMean: 0.03, volatility: 0.05 },
  },
};

/** The files, and the key `scenarios` of the config that names them. */
export function scenarioFiles(drawn: DrawnModel): { files: Files; config: object } {
  const { kind, isShort, hasBase } = drawn.scenarios;
  const base = hasBase ? { base: 'local://base.csv' } : {};
  const beyond = isShort ? { beyond: 'hold' } : {};
  const files = hasBase ? { 'base.csv': baseFile(drawn) } : {};
  const generator = generators[kind];
  if (generator !== undefined) {
    const config = { ...generator, count: drawn.size.scenarios, seed: drawn.seed };
    return { files, config: { ...config, ...base, ...beyond } };
  }
  // Columns of a wide file do not say what they hold.
  const values = kind === 'factors' ? { values: 'discountFactors' } : {};
  const config = { file: 'local://scenarios.csv', ...values, ...base, ...beyond };
  return { files: { ...files, 'scenarios.csv': scenarioFile(drawn) }, config };
}

function rates(drawn: DrawnModel, scenario: number | 'base'): number[] {
  const noise = noiseOf(drawn.seed);
  const needed = longestHorizon(drawn);
  const length = drawn.scenarios.isShort ? noise.whole(1, needed, 'scenarioYears') : needed;
  return Array.from({ length }, (_, year) => noise.at('rate', scenario, year) * 0.16 - 0.03);
}

function factorsOf(path: readonly number[]): number[] {
  let factor = 1;
  return path.map((rate) => (factor /= 1 + rate));
}

function baseFile(drawn: DrawnModel): string {
  return csvText(
    ['year', 'rate'],
    rates(drawn, 'base').map((rate, year) => [year + 1, rate]),
  );
}

function scenarioFile(drawn: DrawnModel): string {
  const { kind } = drawn.scenarios;
  const areFactors = kind === 'factors' || kind === 'longFactors';
  const paths = Array.from({ length: drawn.size.scenarios }, (_, scenario) => {
    const path = rates(drawn, scenario);
    return areFactors ? factorsOf(path) : path;
  });
  if (kind === 'rates' || kind === 'factors') {
    return csvText(
      ['scenario_id', ...paths[0]!.map((_, year) => `year_${year + 1}`)],
      paths.map((path, scenario) => [scenario, ...path]),
    );
  }
  return csvText(
    ['scenario_id', 'year', areFactors ? 'discount_factor' : 'rate'],
    paths.flatMap((path, scenario) => path.map((value, year) => [scenario, year + 1, value])),
  );
}
