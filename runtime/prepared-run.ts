/** A planned run with its memory and threads: executes the stages, merges, checks. */
import type { RunInputs } from '../contracts/run-inputs.ts';
import type { OnProgress } from '../contracts/progress.ts';
import type { Bus } from './bus/bus.ts';
import { RunMemory } from './bus/run-memory.ts';
import { checkFinite, nameCoordinates } from './check-finite.ts';
import type { PlannedNode } from './pipeline/plan-node.ts';
import type { RunPlan } from './pipeline/plan-run.ts';
import type { ThreadPool } from './pool/thread-pool.ts';
import type { NumberedSpread } from './spreading/numbered-spread.ts';
import { StageRun } from './stage-run.ts';
import { unlessAborted } from './stop-signal.ts';

export interface ExecuteOptions {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** Is asked at every stage that can be spread. */
  readonly spread?: NumberedSpread | undefined;
}

export class PreparedRun {
  readonly plan: RunPlan;
  readonly bus: Bus;
  readonly inputs: RunInputs;
  readonly #pool: ThreadPool;
  #isUsed = false;

  private constructor(plan: RunPlan, inputs: RunInputs, bus: Bus, pool: ThreadPool) {
    this.plan = plan;
    this.bus = bus;
    this.#pool = pool;
    this.inputs = inputs;
  }

  /**
   * Makes the memory, or uses one that runs share, writes the inputs, hands the threads their
   * program. The pool stays the caller's.
   */
  static async open(
    plan: RunPlan,
    inputs: RunInputs,
    pool: ThreadPool,
    signal: AbortSignal,
    memory: RunMemory = new RunMemory(),
  ): Promise<PreparedRun> {
    const bus = memory.open(plan);
    await pool.load(
      {
        memory: bus.memory,
        nodes: plan.nodes.flatMap(({ work }) => (work.kind === 'wasm' ? [work.program] : [])),
        stages: plan.nodes.flatMap((node) => node.stages),
      },
      signal,
    );
    return new PreparedRun(plan, inputs, bus, pool);
  }

  /**
   * Runs every stage of every node; outputs are then in place on the bus. Returns milliseconds by
   * `node.stage`. Throws what an engine reported, with the names of policy and scenario, and the
   * signal's reason when it is aborted.
   */
  async execute(options: ExecuteOptions): Promise<Record<string, number>> {
    if (this.#isUsed) this.#reset();
    this.#isUsed = true;
    try {
      return await this.#runStages(options);
    } catch (error) {
      throw nameCoordinates(error, this.inputs);
    }
  }

  async #runStages(options: ExecuteOptions): Promise<Record<string, number>> {
    const timings: Record<string, number> = {};
    let index = 0;
    for (const node of this.plan.nodes) {
      for (const program of node.stages) {
        const started = performance.now();
        options.onProgress({ kind: 'stage', stage: program.label });
        const place = { program, index, node, bus: this.bus, inputs: this.inputs };
        await runStage(new StageRun(place, this.#pool, options), options);
        timings[program.label] = performance.now() - started;
        index++;
      }
      checkFinite(node, this.bus, this.inputs);
    }
    return timings;
  }

  /** Counts that engines hand in as warnings. */
  warnings(): string[] {
    return this.plan.nodes.flatMap((node) => nodeWarnings(node, this.bus));
  }

  /** Nothing of the run before is left for the next one to read. */
  #reset(): void {
    this.bus.zero();
    writeInputs(this.plan, this.bus);
  }
}

/** Here, or wherever its product comes from. */
async function runStage(stage: StageRun, { spread, signal }: ExecuteOptions): Promise<void> {
  const product =
    spread === undefined || !stage.isSpreadable
      ? null
      : await unlessAborted(spread.at(stage.reached()), signal);
  if (product === null) await stage.runHere();
  else stage.put(product);
}

function writeInputs(plan: RunPlan, bus: Bus): void {
  for (const { data, planned } of plan.inputs) bus.view(planned).set(data.values);
}

function nodeWarnings(node: PlannedNode, bus: Bus): string[] {
  return node.outputs.flatMap(({ declared, planned }) => {
    if (declared.warning === undefined || planned === null) return [];
    let count = 0;
    for (const value of bus.view(planned)) count += value;
    return count > 0 ? [`${count.toLocaleString('en')} ${declared.warning}`] : [];
  });
}
