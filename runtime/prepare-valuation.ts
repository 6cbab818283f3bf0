/** A valuation up to the point where it only has to be run: grouped, planned, identified. */
import { sensitivityCases } from '../contracts/sensitivity-config.ts';
import type { RunInputs } from '../contracts/run-inputs.ts';
import { askedHash } from './hashing/asked-hash.ts';
import { groupPolicies } from './model-points/group-policies.ts';
import type { RunPlan } from './pipeline/plan-run.ts';
import { planBase, planValuation, startPool } from './plan-valuation.ts';
import { loadCases, type KnownCase } from './sensitivities/known-case.ts';
import { Timeline } from './record/timeline.ts';
import type { RunningRequest } from './sensitivities/npv-run.ts';
import { pythonEngines } from './python/run-engines.ts';
import { NumberedSpread } from './spreading/numbered-spread.ts';
import { stopSignal } from './stop-signal.ts';
import type { ValuationRequest } from './valuation.ts';

export interface PreparedValuation {
  /** With its threads and the signal that stops it. */
  readonly request: RunningRequest;
  /** Rows are model points where grouping pays. */
  readonly inputs: RunInputs;
  readonly plan: RunPlan;
  /** The run of the base curve; null where there is none. */
  readonly basePlan: RunPlan | null;
  readonly sensitivities: readonly KnownCase[];
  readonly runHash: string;
  /** Nodes in the order they run. */
  readonly executionOrder: readonly string[];
  /** Of the memory that the engines share. */
  readonly memoryBytes: number;
  /** Its steps so far; whoever goes on adds to it. */
  readonly timeline: Timeline;
  /** Milliseconds so far, by step. */
  readonly timings: Readonly<Record<string, number>>;
  /** Lets go of the threads, the interpreters and the deadline. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Groups, plans and identifies a valuation; its deadline runs from here. Whoever calls this disposes
 * of it. Throws LiveCalcError: what planning throws, CONFIG_INVALID and input errors of a sensitivity,
 * DEADLINE_EXCEEDED, CANCELLED.
 */
export async function prepareValuation(request: ValuationRequest): Promise<PreparedValuation> {
  const { config, platform } = request;
  const cases = sensitivityCases(config);
  const stop = stopSignal(config.execution.deadlineMs, request.signal, request.observer?.clock);
  const pool = request.pool ?? startPool(config, platform);
  const python = request.python ?? pythonEngines({ ...request, signal: stop.signal });
  pool.guard(request.observer?.gate ?? null);
  const letGo = async (): Promise<void> => {
    pool.guard(null);
    if (pool === request.pool) pool.unload();
    else pool.close();
    stop.clear();
    if (python !== request.python) await python[Symbol.asyncDispose]();
  };
  try {
    const { spread, ...plain } = request;
    const numbered = spread && { spread: new NumberedSpread(spread) };
    const running = { ...plain, ...numbered, pool, python, signal: stop.signal };
    return { ...(await prepare(running, cases)), [Symbol.asyncDispose]: letGo };
  } catch (error) {
    await letGo();
    throw error;
  }
}

async function prepare(
  request: RunningRequest,
  cases: ReturnType<typeof sensitivityCases>,
): Promise<Omit<PreparedValuation, typeof Symbol.asyncDispose>> {
  const timeline = new Timeline();
  const { inputs, earlier } = await groupPolicies(request);
  const compress = timeline.lap('compress');
  const onRows = { ...request, inputs };
  const plan = { ...(await planValuation(onRows)), earlier };
  const basePlan = await planBase(onRows);
  const prepared = timeline.lap('prepare');
  const sensitivities = await loadCases(request, cases);
  const runHash = request.knownRunHash ?? (await askedHash(request, sensitivities));
  return {
    request,
    inputs,
    plan,
    basePlan,
    sensitivities,
    runHash,
    executionOrder: [...earlier, ...plan.nodes].map(({ id }) => id),
    memoryBytes: Math.max(plan.layout.end, basePlan?.layout.end ?? 0),
    timeline,
    timings: {
      ...(earlier.length > 0 && { compress }),
      prepare: prepared,
      hash: timeline.lap('run hash'),
    },
  };
}
