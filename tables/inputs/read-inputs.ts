/** Reads and validates every input of a run; what is wrong goes into the list. */
import type { RunConfig } from '../../contracts/config.ts';
import type { Block, BlockColumn, RunInputs } from '../../contracts/run-inputs.ts';
import { limitWarnings } from './adjusted-rates.ts';
import { assumptionBlock } from './blocks/assumption-block.ts';
import { mortalityCells } from './blocks/mortality-cells.ts';
import { baseBlock, scenarioBlock } from './blocks/rate-blocks.ts';
import { yearlyVectors } from './blocks/yearly-vectors.ts';
import { linkInputs } from './link-inputs.ts';
import { portfolioBlock } from './portfolio-block.ts';
import type { PortfolioBlock } from './portfolio-block.ts';
import { projectionSettings } from './projection-settings.ts';
import { readFiles } from './read-files.ts';
import { readyInputs } from './ready-inputs.ts';
import type { ReadyInputs } from './ready-inputs.ts';
import { step } from './reading.ts';
import type { Reading } from './reading.ts';

/** The inputs, or null where the list has problems. Throws CANCELLED. */
export async function readInputs(reading: Reading): Promise<RunInputs | null> {
  const files = await readFiles(reading);
  const links = files.policies && (await linkInputs(reading, files, files.policies));
  if (reading.problems.count > 0 || links === null) return null;
  return runInputs(reading, readyInputs(files, links));
}

async function runInputs(reading: Reading, inputs: ReadyInputs): Promise<RunInputs> {
  const { policies, years, groups, scenarios, base } = inputs;
  const { horizonYears } = years;
  const portfolio = await portfolioBlock(reading, inputs);
  return {
    policyCount: policies.count,
    horizonYears,
    policies: portfolio.block,
    assumptions: await assumptionStep(reading, inputs, portfolio),
    scenarios:
      scenarios === null
        ? null
        : await step(reading, 'scenario block', [scenarios, horizonYears], () =>
            scenarioBlock(scenarios, horizonYears),
          ),
    data: Object.fromEntries(inputs.data.map(({ name, block }) => [name, block])),
    base: base === null ? null : baseBlock(base, horizonYears),
    groups: groups === null ? null : { count: groups.count, keys: groups.keys },
    modelPoints: null,
    policyTable: {
      name: 'policies',
      length: policies.count,
      columns: [policies.ids, ...policies.carried],
    },
    scenarioIds: scenarios === null ? null : scenarios.ids,
    summaries: summariesOf(inputs),
    warnings: [
      ...policies.warnings,
      ...inputs.warnings,
      ...rateWarnings(reading.request.config, inputs),
    ],
  };
}

async function assumptionStep(
  reading: Reading,
  { mortality, lapse, expenses, product, years }: ReadyInputs,
  { policyYears, classes, segments }: PortfolioBlock,
): Promise<Block> {
  const yearly = await yearlyStep(reading, years.horizonYears);
  const cells = await step(reading, 'mortality cells', [mortality, years.lastAge], () =>
    mortalityCells(mortality, years.lastAge),
  );
  const tables = [mortality, lapse, expenses, product];
  const key = [...tables, cells, policyYears, classes, segments, yearly];
  return step(reading, 'assumption block', key, () => {
    const tableParts = { mortalityCells: cells.values, lapse, expenses, product };
    return assumptionBlock({ ...tableParts, policyYears, classes, segments, yearly });
  });
}

function yearlyStep(reading: Reading, horizonYears: number): Promise<readonly BlockColumn[]> {
  const { mortality, lapse, expenses } = reading.request.config.projection;
  const adjustments = { mortality, lapse, expenses };
  return step(reading, 'yearly vectors', [JSON.stringify(adjustments), horizonYears], () =>
    yearlyVectors(adjustments, horizonYears),
  );
}

/** In the order in which a config names the files. */
function summariesOf(inputs: ReadyInputs): RunInputs['summaries'] {
  const { policies, mortality, lapse, expenses, product, scenarios, base, data } = inputs;
  const files = [policies, mortality, lapse, expenses, product, scenarios, base, ...data];
  return files.flatMap((file) => (file === null ? [] : [file.summary]));
}

function rateWarnings(
  config: RunConfig,
  { mortality, lapse, years }: ReadyInputs,
): readonly string[] {
  const settings = projectionSettings(config);
  const ofMortality = {
    file: mortality.file,
    key: 'projection.mortality',
    rates: mortality.entries.flatMap(({ value }) => value.durations),
    multiplier: settings.mortalityMultiplier,
    adjustment: settings.mortality,
  };
  const ofLapse = {
    file: lapse.file,
    key: 'projection.lapse',
    rates: lapse.entries.map(({ value }) => value),
    multiplier: settings.lapseMultiplier,
    adjustment: settings.lapse,
  };
  return [ofMortality, ofLapse].flatMap((of) => limitWarnings(of, years.horizonYears));
}
