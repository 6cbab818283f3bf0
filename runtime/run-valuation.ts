/** One valuation from validated inputs to tables, statistics and hashes. */
import type { RunConfig } from '../contracts/config.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import type { OnProgress } from '../contracts/progress.ts';
import type { RunInputs } from '../contracts/run-inputs.ts';
import type { BaseValue, RunResult, Statistics } from '../contracts/run-result.ts';
import type { StatisticsLevels } from '../contracts/statistics-levels.ts';
import type { Table } from '../contracts/table.ts';
import type { EngineSource } from '../engines-wasm/engine-source.ts';
import {
  baseInvalid,
  baseRequest,
  checkReadsCurve,
  checkWritesStatistics,
  underBaseCurve,
} from './base-request.ts';
import { checkMemory } from './bus/bus.ts';
import { nameCoordinates } from './check-finite.ts';
import { describeColumn } from './hashing/column-hash.ts';
import { resultHash } from './hashing/result-hash.ts';
import { runHash } from './hashing/run-hash.ts';
import { pipelineNodes } from './pipeline/default-pipeline.ts';
import { loadEngines } from './pipeline/load-engines.ts';
import { planRun, type RunPlan } from './pipeline/plan-run.ts';
import type { Platform } from './platform.ts';
import { ThreadPool } from './pool/thread-pool.ts';
import { PreparedRun } from './prepared-run.ts';
import { checkTables, resultTables } from './result-tables.ts';
import { computeStatistics } from './statistics/statistics.ts';

export interface ValuationRequest {
  readonly config: RunConfig;
  readonly inputs: RunInputs;
  readonly engines: EngineSource;
  readonly platform: Platform;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /**
   * Threads started ahead, so that they come up while inputs are read; the caller closes them.
   * Without it the run starts its own.
   */
  readonly pool?: ThreadPool;
  /** Units of every chunk, a power of two. Changes the schedule, never the result (I1). */
  readonly unitsPerChunk?: number;
}

export interface Valuation {
  readonly result: RunResult;
  readonly tables: readonly Table[];
}

/**
 * Plans a run and checks its tables and that it fits into memory, without running it. Throws what
 * planRun, checkTables and checkMemory throw.
 */
export async function planValuation(request: ValuationRequest): Promise<RunPlan> {
  const plan = await planWithinMemory(request);
  checkTables(request.config.output.tables, plan, request.inputs);
  return plan;
}

/** As planValuation, for a caller that takes its results from the bus and makes no tables. */
export async function planWithinMemory(request: ValuationRequest): Promise<RunPlan> {
  const { config, inputs, engines, platform } = request;
  const set = await loadEngines(pipelineNodes(config), engines, platform.createSha256);
  const plan = planRun(config, inputs, set, {
    threads: request.pool?.size ?? threadCount(config, platform),
    unitsPerChunk: request.unitsPerChunk ?? null,
  });
  checkMemory(plan.layout.end, {
    runBytes: config.execution.memoryMb * 1024 ** 2,
    machineBytes: platform.machineMemoryBytes,
  });
  return plan;
}

/** Plans the run of the base curve; null where there is none. Throws as planValuation does. */
export async function planBase(request: ValuationRequest): Promise<RunPlan | null> {
  const { base } = request.inputs;
  if (base === null) return null;
  checkWritesStatistics(request.config);
  const plan = await planValuation(baseRequest(request, base));
  checkReadsCurve(plan);
  return plan;
}

/** The threads a run of this config works with. */
export function startPool(config: RunConfig, platform: Platform): ThreadPool {
  return new ThreadPool(platform, threadCount(config, platform));
}

function threadCount(config: RunConfig, platform: Platform): number {
  return config.execution.threads ?? platform.availableThreads;
}

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
    return collect(request, run, base?.npv ?? null, { ...before, ...timings });
  } catch (error) {
    throw nameCoordinates(error, inputs);
  } finally {
    if (pool !== request.pool) pool.close();
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
  const npv = npvColumn(table)?.[0];
  if (npv === undefined) throw baseInvalid('the table has no such column');
  return { npv, elapsedMs: performance.now() - started };
}

function collect(
  request: ValuationRequest,
  run: PreparedRun,
  baseNpv: number | null,
  timings: Record<string, number>,
): Valuation {
  const { config, inputs, platform } = request;
  const { plan } = run;
  const tables = resultTables(config.output.tables, plan, run.bus, inputs);
  const isStatistics = ({ name }: Table): boolean => plan.statisticsTables.includes(name);
  const scenarios =
    tables.find(isStatistics) ?? resultTables(plan.statisticsTables, plan, run.bus, inputs)[0];
  const started = performance.now();
  const columns = tables.flatMap((table) =>
    table.columns.map((column) => describeColumn(table.name, column, platform.createSha256)),
  );
  const statistics = scenarioStatistics(scenarios, config.statistics);
  const { measure } = config.scenarios;
  const result: RunResult = {
    v: 1,
    statistics,
    measure,
    base: baseValue(statistics, baseNpv),
    resultHash: resultHash(columns, platform.createSha256),
    runHash: runHash(
      plan,
      { tables: config.output.tables, measure },
      inputs,
      platform.createSha256,
    ),
    columns,
    policyCount: inputs.policyCount,
    modelPointCount: plan.axes.row,
    scenarioCount: plan.axes.scenario,
    horizonYears: plan.axes.time,
    threads: plan.threads,
    method: methods(plan),
    timings: { ...timings, hash: performance.now() - started },
    engines: engineList(plan),
    inputs: inputs.summaries.map((summary) => ({
      ...summary,
      controlTotals: { ...summary.controlTotals },
    })),
    warnings: [...inputs.warnings, ...run.warnings(), ...measureWarnings(measure, statistics)],
  };
  return { result, tables };
}

function scenarioStatistics(
  scenarios: Table | undefined,
  levels: StatisticsLevels,
): Statistics | null {
  const npv = npvColumn(scenarios);
  return npv === null ? null : computeStatistics(npv, levels);
}

function npvColumn(scenarios: Table | undefined): Float64Array | null {
  const npv = scenarios?.columns.find((column) => column.name === 'npv');
  return npv?.type === 'f64' ? npv.values : null;
}

function baseValue(statistics: Statistics | null, npv: number | null): BaseValue | null {
  return statistics === null || npv === null ? null : { npv, meanMinusBase: statistics.mean - npv };
}

/** Tail statistics are made wherever there is a net present value to make them of. */
function measureWarnings(measure: RunResult['measure'], statistics: Statistics | null): string[] {
  if (measure === 'realWorld' || statistics === null) return [];
  return [
    'the scenarios are risk-neutral: their mean is a value, but percentiles and CTE say nothing ' +
      'about real-world probabilities',
  ];
}

function methods(plan: RunPlan): string {
  const named = plan.nodes.flatMap(({ program }) => program.info.method ?? []);
  return [...new Set(named)].join(', ') || 'as its engines do';
}

function engineList(plan: RunPlan): RunResult['engines'] {
  const engines = plan.nodes.map(({ program, sha256 }) => ({
    name: program.info.name,
    version: program.info.version,
    sha256,
  }));
  return [...new Map(engines.map((engine) => [engine.sha256, engine])).values()];
}

/** Aborts on the caller's signal and at the deadline, with the error that says which. */
function stopSignal(
  deadlineMs: number,
  signal: AbortSignal | undefined,
): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  const cancel = (): void => {
    controller.abort(new LiveCalcError('CANCELLED', 'The run was stopped.'));
  };
  const timer = setTimeout(() => {
    const message =
      `The run was stopped at its deadline of ${deadlineMs} ms, with whatever was still running. ` +
      `Raise execution.deadlineMs if it needs longer.`;
    controller.abort(
      new LiveCalcError('DEADLINE_EXCEEDED', message, { found: `${deadlineMs} ms` }),
    );
  }, deadlineMs);
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    },
  };
}
