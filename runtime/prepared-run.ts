/** A planned run with its memory and threads: executes the stages, merges, checks. */
import type { RunInputs } from '../contracts/run-inputs.ts';
import type { OnProgress } from '../contracts/progress.ts';
import type { Bus } from './bus/bus.ts';
import { RunMemory } from './bus/run-memory.ts';
import { checkFinite, nameCoordinates } from './check-finite.ts';
import type { PlannedNode } from './pipeline/plan-node.ts';
import type { RunPlan } from './pipeline/plan-run.ts';
import type { StageProgram } from './pool/program.ts';
import type { ThreadPool } from './pool/thread-pool.ts';
import { MergeTree } from './reduction/merge-tree.ts';
import { addPartial, copyPartial, viewPartial, type Partial } from './reduction/partial.ts';

export interface ExecuteOptions {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
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
        nodes: plan.nodes.map((node) => node.program),
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
      for (const stage of node.stages) {
        const started = performance.now();
        options.onProgress({ kind: 'stage', stage: stage.label });
        await this.#pool.runStage(index, {
          signal: options.signal,
          onProgress: (done, total) =>
            options.onProgress({ kind: 'chunks', stage: stage.label, done, total }),
        });
        this.#merge(stage);
        timings[stage.label] = performance.now() - started;
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

  #merge(stage: StageProgram): void {
    if (stage.partial.columns.length === 0) return;
    const { buffer } = this.bus.memory;
    const tree = new MergeTree<Partial>(stage.chunkCount, addPartial);
    for (let chunk = 0; chunk < stage.chunkCount; chunk++) {
      const address = stage.chunkPartials + chunk * stage.partial.bytes;
      tree.insert(chunk, viewPartial(buffer, stage.partial, address));
    }
    copyPartial(reducedColumns(stage, this.plan.nodes[stage.node]!, this.bus), tree.root!);
  }
}

function writeInputs(plan: RunPlan, bus: Bus): void {
  for (const { data, planned } of plan.inputs) bus.view(planned).set(data.values);
}

/** The columns on the bus that the stage's partials reduce to, in the partial's order. */
function reducedColumns(stage: StageProgram, node: PlannedNode, bus: Bus): Partial {
  return stage.outputs.flatMap(({ partialIndex }, index) =>
    partialIndex === null ? [] : [bus.view(node.outputs[index]!.planned!)],
  );
}

function nodeWarnings(node: PlannedNode, bus: Bus): string[] {
  return node.outputs.flatMap(({ declared, planned }) => {
    if (declared.warning === undefined || planned === null) return [];
    let count = 0;
    for (const value of bus.view(planned)) count += value;
    return count > 0 ? [`${count.toLocaleString('en')} ${declared.warning}`] : [];
  });
}
