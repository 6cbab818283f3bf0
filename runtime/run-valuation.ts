/** One valuation from validated inputs to tables, statistics and hashes. */
import { sensitivityCases } from '../contracts/sensitivity-config.ts';
import { baseInvalid, baseRequest, underBaseCurve } from './base-request.ts';
import { collectResult, npvValues } from './collect-result.ts';
import { groupPolicies } from './model-points/group-policies.ts';
import type { RunPlan } from './pipeline/plan-run.ts';
import { planBase, planValuation, startPool } from './plan-valuation.ts';
import type { ThreadPool } from './pool/thread-pool.ts';
import { PreparedRun } from './prepared-run.ts';
import { resultTables } from './result-tables.ts';
import { addSensitivities, type ValuedRun } from './sensitivities/add-sensitivities.ts';
import { knownScenarios } from './sensitivities/known-scenarios.ts';
import type { RunningRequest } from './sensitivities/npv-run.ts';
import { stopSignal } from './stop-signal.ts';
import type { Valuation, ValuationRequest } from './valuation.ts';

/**
 * Values a portfolio, and its sensitivities on the same scenarios. Throws LiveCalcError: what
 * planning throws, what an engine reports, NUMERICAL_ERROR, DEADLINE_EXCEEDED, CANCELLED.
 */
export async function runValuation(request: ValuationRequest): Promise<Valuation> {
  const { config, platform } = request;
  const cases = sensitivityCases(config);
  const stop = stopSignal(config.execution.deadlineMs, request.signal);
  const pool = request.pool ?? startPool(config, platform);
  const running = { ...request, pool, signal: stop.signal };
  try {
    return await addSensitivities(running, await valueRun(running), cases);
  } finally {
    if (pool === request.pool) pool.unload();
    else pool.close();
    stop.clear();
  }
}

/** Everything but the sensitivities; the run's memory is let go with it. */
async function valueRun(request: RunningRequest): Promise<ValuedRun> {
  const { config, pool, signal } = request;
  const started = performance.now();
  const { inputs, earlier } = await groupPolicies(request);
  const compressMs = performance.now() - started;
  const onRows = { ...request, inputs };
  const plan = { ...(await planValuation(onRows)), earlier };
  const basePlan = await planBase(onRows);
  // The base run comes first, so that its memory is gone before the scenarios' is made.
  const base = basePlan === null ? null : await valueBase(onRows, basePlan, pool, signal);
  const run = await PreparedRun.open(plan, inputs, pool, signal);
  const baseMs = base?.elapsedMs ?? 0;
  const prepareMs = performance.now() - started - compressMs - baseMs;
  const timings = await run.execute({ signal, onProgress: request.onProgress ?? (() => {}) });
  const before = {
    ...(earlier.length > 0 && { compress: compressMs }),
    prepare: prepareMs,
    ...(base && { base: baseMs }),
  };
  const valuation = collectResult(request, run, base?.npv ?? null, { ...before, ...timings });
  return { valuation, scenarios: config.sensitivities.length > 0 ? knownScenarios(run) : null };
}

/** The portfolio's net present value under the base curve. */
async function valueBase(
  request: ValuationRequest,
  plan: RunPlan,
  pool: ThreadPool,
  signal: AbortSignal,
): Promise<{ readonly npv: number; readonly elapsedMs: number }> {
  const started = performance.now();
  const { inputs } = baseRequest(request, request.inputs.base!);
  const run = await PreparedRun.open(plan, inputs, pool, signal);
  await run.execute({ signal, onProgress: () => {} }).catch((error: unknown) => {
    throw signal.aborted ? error : underBaseCurve(error);
  });
  const [table] = resultTables(plan.statisticsTables, plan, run.bus, inputs);
  const npv = npvValues(table)?.[0];
  if (npv === undefined) throw baseInvalid('the table has no such column');
  return { npv, elapsedMs: performance.now() - started };
}
