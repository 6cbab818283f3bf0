/** One valuation from validated inputs to tables, statistics and hashes. */
import { baseInvalid, baseRequest, underBaseCurve } from './base-request.ts';
import { collectResult, npvValues } from './collect-result.ts';
import { watchedBy } from './execution/watched-by.ts';
import type { RunPlan } from './pipeline/plan-run.ts';
import { prepareValuation, type PreparedValuation } from './prepare-valuation.ts';
import { PreparedRun, stageTimings } from './prepared-run.ts';
import { valuationReport } from './record/valuation-report.ts';
import { resultTables } from './result-tables.ts';
import { addSensitivities, type ValuedRun } from './sensitivities/add-sensitivities.ts';
import { knownScenarios } from './sensitivities/known-scenarios.ts';
import type { RunningRequest } from './sensitivities/npv-run.ts';
import type { Valuation, ValuationRequest } from './valuation.ts';

/**
 * Values a portfolio, and its sensitivities on the same scenarios. Throws LiveCalcError: what
 * preparing throws, what an engine reports, NUMERICAL_ERROR, DEADLINE_EXCEEDED, CANCELLED.
 */
export async function runValuation(request: ValuationRequest): Promise<Valuation> {
  await using prepared = await prepareValuation(request);
  return await valuePrepared(prepared);
}

/** Values what was prepared, once. Throws as runValuation does. */
export async function valuePrepared(prepared: PreparedValuation): Promise<Valuation> {
  const run = await valueRun(prepared);
  const valuation = await addSensitivities(prepared, run);
  if (prepared.sensitivities.length > 0) prepared.timeline.lap('sensitivities');
  return { ...valuation, report: { ...valuation.report, steps: prepared.timeline.steps } };
}

/** Everything but the sensitivities; the run's memory is let go with it. */
async function valueRun(prepared: PreparedValuation): Promise<ValuedRun> {
  const { request, inputs, plan, basePlan, timeline } = prepared;
  const { config, signal, spread, onProgress = () => {} } = request;
  const started = performance.now();
  // The base run comes first, so that its memory is gone before the scenarios' is made.
  const onRows = { ...request, inputs };
  const base = basePlan === null ? null : await valueBase(onRows, basePlan);
  if (base !== null) timeline.lap('base');
  const opened = performance.now();
  const run = await PreparedRun.open(plan, inputs, request);
  const openMs = performance.now() - opened;
  timeline.lap('open');
  const observer = watchedBy(config, run, request.observer);
  const states = await run.runGraph({ signal, onProgress, spread, observer });
  timeline.lap('run');
  const { prepare = 0, ...before } = prepared.timings;
  const all = {
    ...before,
    prepare: prepare + openMs,
    ...(base && { base: opened - started }),
    ...stageTimings(states),
  };
  const collected = collectResult(prepared, { run, states, baseNpv: base }, all);
  timeline.lap('collect');
  const valuation = { ...collected, report: valuationReport(prepared, states) };
  const isCompared = config.sensitivities.length > 0 && valuation.result.partial === null;
  return { valuation, scenarios: isCompared ? knownScenarios(run) : null };
}

/** The portfolio's net present value under the base curve. */
async function valueBase(request: RunningRequest, plan: RunPlan): Promise<number> {
  const { signal, spread } = request;
  const { inputs } = baseRequest(request, request.inputs.base!);
  const run = await PreparedRun.open(plan, inputs, request);
  const observer = watchedBy(request.config, run);
  const options = { signal, onProgress: () => {}, spread, observer };
  await run.execute(options).catch((error: unknown) => {
    throw signal.aborted ? error : underBaseCurve(error);
  });
  const [table] = resultTables(plan.statisticsTables, plan, run.bus, inputs);
  const npv = npvValues(table)?.[0];
  if (npv === undefined) throw baseInvalid('the table has no such column');
  return npv;
}
