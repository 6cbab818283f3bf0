/** Runs one pass of a node: its stages on the pool's threads, or its Python in an interpreter. */
import type { EngineConfig } from '../../contracts/engine.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { StageReport } from '../../contracts/node-report.ts';
import type { Evaluate } from '../../engines-wasm/python/interpreter.ts';
import { checkFinite } from '../check-finite.ts';
import type { NodeWork as PlannedWork, PlannedNode } from '../pipeline/plan-node.ts';
import type { StageProgram } from '../pool/program.ts';
import type { ChunkTimes } from '../pool/thread-pool.ts';
import { runProgram } from '../pool/run-program.ts';
import type { OpenEngine } from '../python/python-engines.ts';
import { StageRun } from '../stage-run.ts';
import { unlessAborted } from '../stop-signal.ts';
import type { NodeClock } from './node-clock.ts';
import { noWork, type NodeWork } from './node-work.ts';
import type { RunOptions, RunPlace } from './run-place.ts';

/** What ends a pass. */
export interface NodeStop {
  /** Ends it with its reason. */
  readonly signal: AbortSignal;
  /** Asks an engine to return what it has; after a second it is ended. */
  readonly interrupt: AbortSignal;
  readonly clock: NodeClock;
}

type PythonWork = Extract<PlannedWork, { kind: 'python' }>;

/** Lines of a node's output that are kept. */
const keptLines = 200;

export class NodeRunner implements AsyncDisposable {
  readonly #place: RunPlace;
  readonly #options: RunOptions;
  readonly #startedMs: number;
  /** Where a solver has changed them. */
  readonly #configs = new Map<string, EngineConfig>();
  readonly #open = new Map<string, OpenEngine>();
  readonly #stages: readonly StageProgram[];

  constructor(place: RunPlace, options: RunOptions) {
    this.#place = place;
    this.#options = options;
    this.#startedMs = options.nowMs();
    this.#stages = place.plan.nodes.flatMap(({ stages }) => stages);
  }

  /** Milliseconds since the run began. */
  get elapsedMs(): number {
    return this.#options.nowMs() - this.#startedMs;
  }

  configOf({ id, config }: PlannedNode): EngineConfig {
    return this.#configs.get(id) ?? config;
  }

  /** Hands nodes other configs; Python nodes take theirs when they run next. */
  async configure(changed: ReadonlyMap<PlannedNode, EngineConfig>): Promise<void> {
    for (const [{ id }, config] of changed) this.#configs.set(id, config);
    const { pool, bus, plan } = this.#place;
    if ([...changed.keys()].some(({ work }) => work.kind === 'wasm')) {
      await pool.reconfigure(runProgram(plan, bus.memory, this.#configs));
    }
  }

  /**
   * One pass; `evaluate` is a solver's. Throws what the engine reports, NUMERICAL_ERROR, and the reason of
   * what stopped it.
   */
  async run(node: PlannedNode, stop: NodeStop, evaluate?: Evaluate): Promise<NodeWork> {
    const { work } = node;
    const done =
      work.kind === 'wasm'
        ? { ...noWork, stages: await this.#runStages(node, stop) }
        : await this.#runPython(node, work, stop, evaluate);
    checkFinite(node, this.#place.bus, this.#place.inputs);
    return done;
  }

  /** Lets go of a node's interpreter: after an error it is good for nothing. */
  async forget({ id }: PlannedNode): Promise<void> {
    const open = this.#open.get(id);
    this.#open.delete(id);
    if (open !== undefined) await this.#place.python?.stop(open);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(all.map(async (open) => await this.#place.python?.end(open)));
  }

  async #runStages(node: PlannedNode, { signal, clock }: NodeStop): Promise<StageReport[]> {
    const { bus, inputs, pool } = this.#place;
    const { onProgress } = this.#options;
    const reports: StageReport[] = [];
    for (const program of node.stages) {
      const startedMs = this.elapsedMs;
      onProgress({ kind: 'stage', stage: program.label });
      const place = { program, index: this.#stages.indexOf(program), node, bus, inputs };
      const run = new StageRun(place, pool, { signal, onProgress });
      const chunkMs = await this.#runStage(run, clock, signal);
      const ms = this.elapsedMs - startedMs;
      reports.push({ stage: program.label, startedMs, ms, chunks: program.chunkCount, chunkMs });
    }
    return reports;
  }

  /** Here, or wherever its product comes from. */
  async #runStage(
    stage: StageRun,
    clock: NodeClock,
    signal: AbortSignal,
  ): Promise<ChunkTimes | null> {
    const { spread } = this.#options;
    const product =
      spread === undefined || !stage.isSpreadable
        ? null
        : await clock.standFor(() => unlessAborted(spread.at(stage.reached()), signal));
    if (product === null) return await stage.runHere();
    stage.put(product);
    return null;
  }

  async #runPython(
    node: PlannedNode,
    work: PythonWork,
    stop: NodeStop,
    evaluate: Evaluate | undefined,
  ): Promise<NodeWork> {
    const { bus, plan } = this.#place;
    const startedMs = this.elapsedMs;
    const stage = `${node.id}.run`;
    this.#options.onProgress({ kind: 'stage', stage });
    const { interpreter } = await this.#engineOf(node, work, stop);
    const log: string[] = [];
    const call = { memory: bus.memory, axes: plan.axes, ...work };
    const outcome = await interpreter.run(call, {
      signal: stop.signal,
      interrupt: stop.interrupt,
      ...(evaluate && { evaluate }),
      onLog: ({ text }) => void (log.push(text) > keptLines && log.shift()),
    });
    const ms = this.elapsedMs - startedMs;
    return {
      ...noWork,
      stages: [{ stage, startedMs, ms, chunks: 1, chunkMs: null }],
      metrics: { ...outcome.metrics },
      isPartial: outcome.isPartial,
      copies: outcome.copies,
      bytesCopied: outcome.bytesIn + outcome.bytesOut,
      memoryBytes: outcome.pythonMemoryBytes,
      parameters: outcome.parameters,
      warnings: outcome.warnings,
      log,
    };
  }

  /** The node's interpreter, its engine initialised with the node's config of now. */
  async #engineOf(
    node: PlannedNode,
    { engine }: PythonWork,
    { signal, interrupt }: NodeStop,
  ): Promise<OpenEngine> {
    const { python } = this.#place;
    if (python === null) throw new LiveCalcError('INTERNAL', `No interpreter for ${node.id}.`);
    const config = this.configOf(node);
    const known = this.#open.get(node.id);
    if (known?.config === config) return known;
    const limits = { signal, interrupt };
    const open =
      known === undefined
        ? await python.take(node.id, engine, config, limits)
        : await python.reconfigure(known, engine, config, limits);
    this.#open.set(node.id, open);
    return open;
  }
}
