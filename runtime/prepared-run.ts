/** A planned run with its memory and threads: runs the graph, and says what came of it. */
import { LiveCalcError } from '../contracts/errors.ts';
import type { RunInputs } from '../contracts/run-inputs.ts';
import type { OnProgress } from '../contracts/progress.ts';
import type { CreateSha256 } from '../contracts/sha256.ts';
import type { Bus } from './bus/bus.ts';
import { RunMemory } from './bus/run-memory.ts';
import { GraphRun } from './execution/graph-run.ts';
import type { NodeState } from './execution/node-state.ts';
import type { RunObserver } from './execution/run-observer.ts';
import { deliveredTables } from './partial-result.ts';
import type { PlannedNode } from './pipeline/plan-node.ts';
import type { RunPlan } from './pipeline/plan-run.ts';
import { runProgram } from './pool/run-program.ts';
import type { ThreadPool } from './pool/thread-pool.ts';
import type { PythonEngines } from './python/python-engines.ts';
import type { NumberedSpread } from './spreading/numbered-spread.ts';

/** What a run works with; all of it stays the caller's. */
export interface RunResources {
  readonly pool: ThreadPool;
  readonly platform: { readonly createSha256: CreateSha256 };
  readonly signal: AbortSignal;
  /** Needed where the plan has Python nodes. */
  readonly python?: PythonEngines;
}

export interface ExecuteOptions {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** Is asked at every stage that can be spread. */
  readonly spread?: NumberedSpread | undefined;
  readonly observer?: RunObserver | undefined;
}

export class PreparedRun {
  readonly plan: RunPlan;
  readonly bus: Bus;
  readonly inputs: RunInputs;
  readonly #resources: RunResources;
  #isUsed = false;

  private constructor(plan: RunPlan, inputs: RunInputs, bus: Bus, resources: RunResources) {
    this.plan = plan;
    this.bus = bus;
    this.inputs = inputs;
    this.#resources = resources;
  }

  /** Makes the memory, or uses one that runs share, writes the inputs, hands the threads their program. */
  static async open(
    plan: RunPlan,
    inputs: RunInputs,
    resources: RunResources,
    memory: RunMemory = new RunMemory(),
  ): Promise<PreparedRun> {
    const bus = memory.open(plan);
    await resources.pool.load(runProgram(plan, bus.memory), resources.signal);
    return new PreparedRun(plan, inputs, bus, resources);
  }

  /**
   * Runs every node; outputs of those that succeeded are then in place on the bus. Throws PIPELINE_INVALID
   * where the graph cannot be run, and the signal's reason when it is aborted.
   */
  async runGraph(options: ExecuteOptions): Promise<readonly NodeState[]> {
    if (this.#isUsed) this.#reset();
    this.#isUsed = true;
    const { plan, inputs, bus } = this;
    const { pool, python = null, platform } = this.#resources;
    const { createSha256 } = platform;
    const run = new GraphRun(
      { plan, inputs, bus, pool, python, createSha256 },
      { ...options, random: () => Math.random(), nowMs: () => performance.now() },
    );
    return await run.run();
  }

  /**
   * As runGraph, for whoever needs all of it: returns milliseconds by `node.stage`. Throws what the first
   * node that failed ended with, EXECUTION_FAILED where one was stopped before it had finished, and
   * PIPELINE_INVALID where the condition of one that writes a table did not hold.
   */
  async execute(options: ExecuteOptions): Promise<Record<string, number>> {
    const states = await this.runGraph(options);
    const failed = states.find(({ error }) => error !== null);
    if (failed !== undefined) throw failed.error;
    // What is left on the bus is no answer (I5).
    const { partial, skipped } = deliveredTables(this.plan, states);
    if (partial !== null) throw unfinished(partial.reasons);
    if (skipped.length > 0) throw unwritten(skipped);
    return stageTimings(states);
  }

  /** Counts that engines hand in as warnings, and what they say. */
  warnings(states: readonly NodeState[] = []): string[] {
    return [
      ...this.plan.nodes.flatMap((node) => nodeWarnings(node, this.bus)),
      ...states.flatMap(({ report }) => report.warnings.map((one) => `${report.id}: ${one}`)),
    ];
  }

  /** Nothing of the run before is left for the next one to read. */
  #reset(): void {
    this.bus.zero();
    for (const { data, planned } of this.plan.inputs) this.bus.view(planned).set(data.values);
  }
}

function unfinished(reasons: readonly string[]): LiveCalcError {
  const message = `It cannot be valued, because ${reasons.join(', ')}.`;
  return new LiveCalcError('EXECUTION_FAILED', message, { found: reasons.join(', ') });
}

function unwritten(tables: readonly string[]): LiveCalcError {
  const names = tables.map((table) => `"${table}"`).join(', ');
  const message = `It cannot be valued, because the condition of the node that writes ${names} does not hold.`;
  return new LiveCalcError('PIPELINE_INVALID', message, { found: names });
}

/** Milliseconds by `node.stage`, passes of a stage added. */
export function stageTimings(states: readonly NodeState[]): Record<string, number> {
  const timings: Record<string, number> = {};
  for (const { stage, ms } of states.flatMap(({ report }) => report.stages)) {
    timings[stage] = (timings[stage] ?? 0) + ms;
  }
  return timings;
}

function nodeWarnings(node: PlannedNode, bus: Bus): string[] {
  return node.outputs.flatMap(({ declared, planned }) => {
    if (declared.warning === undefined || planned === null) return [];
    let count = 0;
    for (const value of bus.view(planned)) count += value;
    return count > 0 ? [`${count.toLocaleString('en')} ${declared.warning}`] : [];
  });
}
