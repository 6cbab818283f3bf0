/** Plans a valuation: its engines, its memory, its threads. Nothing is run here. */
import type { RunConfig } from '../contracts/config.ts';
import { baseRequest, checkReadsCurve, checkWritesStatistics } from './base-request.ts';
import { checkMemory } from './bus/bus.ts';
import { pipelineNodes } from './pipeline/default-pipeline.ts';
import { withGroupTables } from './pipeline/group-tables.ts';
import { loadEngines } from './pipeline/load-engines.ts';
import { planRun, type RunPlan } from './pipeline/plan-run.ts';
import { pythonEngines } from './python/run-engines.ts';
import type { Platform } from './platform.ts';
import { ThreadPool } from './pool/thread-pool.ts';
import { checkTables } from './result-tables.ts';
import type { ValuationRequest } from './valuation.ts';

/** A stage that may be spread is cut as for so many threads, on every machine into the same chunks. */
const spreadThreads = 32;

/**
 * Plans a run and checks its tables and that it fits into memory, without running it. Throws what
 * planRun, checkTables and checkMemory throw.
 */
export async function planValuation(request: ValuationRequest): Promise<RunPlan> {
  const plan = await planWithinMemory({ ...request, config: withGroupTables(request.config) });
  checkTables(plan.asked.tables, plan, request.inputs);
  return plan;
}

/** As planValuation, for a caller that takes its results from the bus and makes no tables. */
export async function planWithinMemory(request: ValuationRequest): Promise<RunPlan> {
  const { config, inputs, engines, platform } = request;
  await using own = request.python === undefined ? pythonEngines(request) : null;
  const python = request.python ?? own!;
  const { createSha256 } = platform;
  const set = await loadEngines(pipelineNodes(config), { engines, createSha256, python });
  const plan = planRun(config, inputs, set, {
    threads: request.pool?.size ?? threadCount(config, platform),
    unitsPerChunk: request.unitsPerChunk ?? null,
    ...(request.spread && { sharedBy: spreadThreads }),
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
