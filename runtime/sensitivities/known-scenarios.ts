/** The scenarios of a run, kept so that nothing has to generate them again. */
import type { Block } from '../../contracts/run-inputs.ts';
import { scenarioRates } from '../pipeline/default-pipeline.ts';
import type { PreparedRun } from '../prepared-run.ts';
import type { ValuationRequest } from '../valuation.ts';

/** Generated rates, `[scenario, year]`. */
export interface KnownScenarios {
  readonly block: Block;
  readonly horizonYears: number;
}

/** Copies the rates that a run generated; null where it generated none. */
export function knownScenarios({ plan, bus }: PreparedRun): KnownScenarios | null {
  const written = plan.nodes
    .map(({ blocks }) => blocks.get(scenarioRates))
    .find((block) => block !== undefined);
  if (written === undefined) return null;
  const columns = written.columns.map(({ name, type, shape, planned }) => ({
    name,
    type,
    shape,
    values: bus.view(planned).slice(),
  }));
  return { block: { columns }, horizonYears: plan.axes.time };
}

/**
 * The request on scenarios that are known. Where its horizon is another it generates its own: they
 * agree year by year with those known (I4).
 */
export function withScenarios<R extends ValuationRequest>(
  request: R,
  known: KnownScenarios | null,
): R {
  const { config, inputs } = request;
  if (known === null || inputs.horizonYears !== known.horizonYears) return request;
  const { measure, seed } = config.scenarios;
  return {
    ...request,
    // A given scenario stands wherever `$scenarios` is read, also in place of a generator's.
    config: { ...config, scenarios: { file: '', measure, seed } },
    inputs: { ...inputs, scenarios: known.block },
  };
}
