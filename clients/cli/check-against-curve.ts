/** Scenarios of a config, generated or read, against a curve: the martingale test. */
import { LiveCalcError } from '../../contracts/errors.ts';
import { generateScenarios } from '../../runtime/generate-scenarios.ts';
import { nodePlatform } from '../../runtime/node/platform.ts';
import { meanDiscountFactors } from '../../runtime/statistics/mean-discount-factors.ts';
import { loadCurve, loadScenarios } from '../../tables/inputs/load-rates.ts';
import { localReference, type LoadedConfig, withTyped } from '../../model/load-config.ts';
import { modelEngines } from '../../model/model-engines.ts';
import { inputRequest } from '../../model/model-inputs.ts';
import type { CurveCheck } from './text/discount-factor-text.ts';

/**
 * Compares the years that curve and scenarios have, no more than `maxYears`. The portfolio is not
 * read. Throws as reading and generating do; ARGUMENT_INVALID where the curve has fewer years.
 */
export async function checkAgainstCurve(
  loaded: LoadedConfig,
  curveFile: string,
  maxYears: number | null,
  signal: AbortSignal,
): Promise<CurveCheck> {
  const reference = localReference(curveFile, loaded.folder);
  const request = inputRequest(withTyped(loaded, curveFile, loaded.folder), signal);
  const curve = await loadCurve(request, reference);
  const curveYears = curve.rates.length;
  if (maxYears !== null && maxYears > curveYears)
    throw tooManyYears(maxYears, curveFile, curveYears);
  const horizonYears = maxYears ?? curveYears;
  const { scenarios } = loaded.config;
  const rates =
    'file' in scenarios
      ? (await loadScenarios(request, scenarios)).years
      : await generatedRates(loaded, horizonYears, signal);
  const years = meanDiscountFactors(rates, curve.rates.subarray(0, horizonYears));
  return {
    curve: curveFile,
    scenarioCount: rates[0]?.length ?? 0,
    measure: scenarios.measure,
    beyondCount: years.filter(({ isBeyond }) => isBeyond).length,
    years,
  };
}

async function generatedRates(
  loaded: LoadedConfig,
  horizonYears: number,
  signal: AbortSignal,
): Promise<readonly Float64Array[]> {
  const { config } = loaded;
  const engines = modelEngines(loaded);
  const platform = nodePlatform();
  const table = await generateScenarios({ config, horizonYears, engines, platform, signal });
  return table.columns.slice(1).map(({ values }) => values as Float64Array);
}

function tooManyYears(years: number, file: string, last: number): LiveCalcError {
  const expected = `at most ${last}, the last year of ${file}`;
  const message = `--years is ${years}; expected ${expected}.`;
  return new LiveCalcError('ARGUMENT_INVALID', message, { file, found: String(years), expected });
}
