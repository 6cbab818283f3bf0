/** One valuation from validated inputs to tables, statistics and hashes. */
import { baseInvalid, baseRequest, underBaseCurve } from './base-request.ts';
import { nameCoordinates } from './check-finite.ts';
import { collectResult, npvValues } from './collect-result.ts';
import type { RunPlan } from './pipeline/plan-run.ts';
import { planBase, planValuation, startPool } from './plan-valuation.ts';
import type { ThreadPool } from './pool/thread-pool.ts';
import { PreparedRun } from './prepared-run.ts';
import { resultTables } from './result-tables.ts';
import { stopSignal } from './stop-signal.ts';
import type { Valuation, ValuationRequest } from './valuation.ts';

/**
 * Values a portfolio. Throws LiveCalcError: what planning throws, what an engine reports,
 * NUMERICAL_ERROR, DEADLINE_EXCEEDED, CANCELLED.
 */
export async function runValuation(request: ValuationRequest): Promise<Valuation> {
  const { config, inputs, platform } = request;
  const started = performance.now();
  const stop = stopSignal(config.execution.deadlineMs, request.signal);
  const pool = request.pool ?? startPool(config, platform);
  try {
    const plan = await planValuation({ ...request, pool });
    const basePlan = await planBase({ ...request, pool });
    // The base run comes first, so that its memory is gone before the scenarios' is made.
    const base = basePlan === null ? null : await valueBase(request, basePlan, pool, stop.signal);
    const run = await PreparedRun.open(plan, inputs, pool, stop.signal);
    const baseMs = base?.elapsedMs ?? 0;
    const prepareMs = performance.now() - started - baseMs;
    const timings = await run.execute({
      signal: stop.signal,
      onProgress: request.onProgress ?? (() => {}),
    });
    const before = { prepare: prepareMs, ...(base && { base: baseMs }) };
    return collectResult(request, run, base?.npv ?? null, { ...before, ...timings });
  } catch (error) {
    throw nameCoordinates(error, inputs);
  } finally {
    if (pool === request.pool) pool.unload();
    else pool.close();
    stop.clear();
  }
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
    throw signal.aborted ? error : underBaseCurve(error, inputs);
  });
  const [table] = resultTables(plan.statisticsTables, plan, run.bus, inputs);
  const npv = npvValues(table)?.[0];
  if (npv === undefined) throw baseInvalid('the table has no such column');
  return { npv, elapsedMs: performance.now() - started };
}
