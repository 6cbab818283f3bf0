/**
 * Runs the graph of a planned run: every node as soon as those it waits for have ended.
 *
 * Nodes that use the pool take it one after the other in the order of the plan, whatever ends first, so
 * that stages are reached in one order everywhere (I1); Python nodes run beside them.
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { NodeReport } from '../../contracts/node-report.ts';
import type { Evaluate } from '../../engines-wasm/python/interpreter.ts';
import { nameCoordinates } from '../check-finite.ts';
import { findMetric } from '../pipeline/metric-name.ts';
import { fallbackNode } from '../pipeline/dependencies.ts';
import type { PlannedNode } from '../pipeline/plan-node.ts';
import { inputHashes } from './block-hashes.ts';
import { unmetCondition } from './conditions.ts';
import { DrivenNodes } from './driven-nodes.ts';
import { columnMetric } from './metric-value.ts';
import { attempt } from './node-attempts.ts';
import { nodeError, upstreamError } from './node-error.ts';
import { nodeReport, unrunReport } from './node-reports.ts';
import { NodeRunner, type NodeStop } from './node-runner.ts';
import { hasFailed, hasWritten, type NodeState } from './node-state.ts';
import { repeated, type NodeWork } from './node-work.ts';
import { requiredNodes } from './required-nodes.ts';
import type { RunOptions, RunPlace } from './run-place.ts';
import { unlessAborted } from '../stop-signal.ts';
import { checkStandIns, copyOutputs, fillOutputs } from './stand-in.ts';

export class GraphRun {
  readonly #place: RunPlace;
  readonly #options: RunOptions;
  readonly #runner: NodeRunner;
  readonly #states = new Map<string, NodeState>();

  constructor(place: RunPlace, options: RunOptions) {
    this.#place = place;
    this.#options = options;
    this.#runner = new NodeRunner(place, options);
  }

  /**
   * How every node has ended, in the order of the plan. Throws PIPELINE_INVALID where a stand-in does not
   * fit, the run's reason when its signal is aborted, and what is no node's fault.
   */
  async run(): Promise<readonly NodeState[]> {
    const { nodes } = this.#place.plan;
    checkStandIns(nodes);
    await using _ = this.#runner;
    const ended = new Map<string, Promise<void>>();
    let turn: Promise<void> = Promise.resolve();
    for (const node of nodes) {
      const usesPool = node.work.kind === 'wasm' || node.drives.length > 0;
      const before = [...node.waitsFor].map((id) => ended.get(id)!);
      const end = this.#settle(node, usesPool ? [...before, turn] : before);
      if (usesPool) turn = end;
      ended.set(node.id, end);
    }
    const results = await Promise.allSettled(ended.values());
    const failed = results.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    await this.#options.observer?.beforeResults();
    return nodes.map(({ id }) => this.#states.get(id)!);
  }

  async #settle(node: PlannedNode, before: readonly Promise<void>[]): Promise<void> {
    await Promise.all(before);
    const { signal } = this.#options;
    if (signal.aborted) throw signal.reason;
    const state = this.#withoutRunning(node) ?? (await this.#run(node));
    this.#states.set(node.id, state);
    await this.#standInFor(node, state);
  }

  /** Why a node does not run; null where it does. */
  #withoutRunning(node: PlannedNode): NodeState | null {
    const { nodes } = this.#place.plan;
    const skipped = { report: unrunReport(node, 'skipped', null), error: null };
    const replaced = nodes.filter((other) => fallbackNode(other.node) === node.id);
    const isNeeded = replaced.some(({ id }) => hasFailed(this.#states.get(id)!));
    if (replaced.length > 0 && !isNeeded) return skipped;
    const states = requiredNodes(node, nodes).map((id) => this.#states.get(id)!);
    const failed = states.filter((state) => !hasWritten(state) && hasFailed(state));
    if (failed.length > 0) {
      const names = failed.map(({ report }) => report.id);
      const error = nodeError(upstreamError(node, names), node, {});
      return { report: unrunReport(node, 'cancelled', error), error };
    }
    if (states.some((state) => !hasWritten(state))) return skipped;
    const known = {
      state: (id: string) => this.#states.get(id)!,
      metric: (name: string) => this.#metric(name, node),
    };
    return unmetCondition(node, known) === null ? null : skipped;
  }

  async #run(node: PlannedNode): Promise<NodeState> {
    const { observer, signal } = this.#options;
    if (observer) await unlessAborted(observer.beforeNode(node.id), signal);
    const startedMs = this.#runner.elapsedMs;
    const pass = (stop: NodeStop): Promise<NodeWork> =>
      node.drives.length > 0 ? this.#solve(node, stop) : this.#runner.run(node, stop);
    const { attempts, result, error, isLate } = await attempt(node, this.#options, pass, () =>
      this.#mend(node),
    );
    const status = error === null ? 'succeeded' : isLate ? 'timedOut' : 'failed';
    const told = error && this.#described(error, node);
    const endedMs = this.#runner.elapsedMs;
    const end = { status, startedMs, endedMs, attempts, work: result, error: told } as const;
    const report = nodeReport(node, end);
    if (observer) await unlessAborted(observer.afterNode(report), signal);
    return { report, error: told };
  }

  /** A solver: it has the nodes before it run again, and leaves them at its solution, or as they were. */
  async #solve(node: PlannedNode, stop: NodeStop): Promise<NodeWork> {
    const { plan, pool } = this.#place;
    const driven = new DrivenNodes({
      solver: node,
      nodes: plan.nodes,
      runner: this.#runner,
      runAgain: (other, signal) => this.#runAgain(other, { ...stop, signal }),
      metric: (name) => this.#metric(name, node),
    });
    const signal = AbortSignal.any([stop.signal, stop.interrupt]);
    let inFlight: Promise<unknown> = Promise.resolve();
    const evaluate: Evaluate = (request) => {
      const answer = driven.evaluate(request, signal);
      inFlight = answer;
      return answer;
    };
    const settled = async (): Promise<void> => {
      await inFlight.catch(() => {});
      if (this.#options.signal.aborted) throw this.#options.signal.reason;
      if (pool.isSpent) await pool.renew(this.#options.signal);
    };
    try {
      const work = await this.#runner.run(node, stop, evaluate);
      await settled();
      await driven.leaveAt(work.parameters ?? {}, this.#options.signal);
      return work;
    } catch (error) {
      await settled();
      await driven.restore(this.#options.signal);
      throw error;
    }
  }

  async #runAgain(node: PlannedNode, stop: NodeStop): Promise<void> {
    const { observer } = this.#options;
    if (observer) await unlessAborted(observer.beforeNode(node.id), stop.signal);
    this.#clear(node);
    const before = this.#states.get(node.id)!;
    const startedMs = this.#runner.elapsedMs;
    const again = await this.#runner.run(node, stop).catch(async (error: unknown) => {
      await this.#runner.forget(node);
      await observer?.afterNode({ ...before.report, status: 'failed' });
      throw error instanceof LiveCalcError ? this.#described(error, node) : error;
    });
    const ms = before.report.ms + this.#runner.elapsedMs - startedMs;
    const work = repeated(before.report, again);
    const report: NodeReport = {
      ...before.report,
      ...work,
      ms,
      stages: [...work.stages],
      metrics: { ...work.metrics },
      parameters: work.parameters && { ...work.parameters },
      warnings: [...work.warnings],
      log: [...work.log],
    };
    this.#states.set(node.id, { ...before, report });
    if (observer) await unlessAborted(observer.afterNode(report), stop.signal);
  }

  /** What a pass before has left is not there for the next to find (I1). */
  #clear({ outputs }: PlannedNode): void {
    for (const { planned } of outputs) if (planned !== null) this.#place.bus.view(planned).fill(0);
  }

  /**
   * After a failure: threads that were ended are replaced, an interpreter is not used again, and outputs
   * are as they were before.
   */
  async #mend(node: PlannedNode): Promise<void> {
    const { pool } = this.#place;
    await this.#runner.forget(node);
    if (pool.isSpent) await pool.renew(this.#options.signal);
    this.#clear(node);
  }

  /** What takes the place of a failed node: numbers at once, another node when it has run. */
  async #standInFor(node: PlannedNode, state: NodeState): Promise<void> {
    const { bus, plan } = this.#place;
    const { otherwise } = node.node.onError;
    if (
      !hasWritten(state) &&
      hasFailed(state) &&
      typeof otherwise === 'object' &&
      'values' in otherwise
    ) {
      fillOutputs(node, otherwise.values, bus);
      await this.#fallBack(state, 'values');
    }
    if (!hasWritten(state)) return;
    for (const other of plan.nodes) {
      if (fallbackNode(other.node) !== node.id) continue;
      const failed = this.#states.get(other.id)!;
      if (!hasFailed(failed)) continue;
      copyOutputs(other, node, bus);
      await this.#fallBack(failed, node.id);
    }
  }

  async #fallBack({ report, error }: NodeState, fallback: string): Promise<void> {
    const stoodFor: NodeReport = { ...report, status: 'fellBack', fallback };
    this.#states.set(report.id, { error, report: stoodFor });
    // Its blocks are others now.
    await this.#options.observer?.afterNode(stoodFor);
  }

  #metric(name: string, owner: PlannedNode): number | null {
    const { plan, bus } = this.#place;
    const metric = findMetric(name, plan.nodes, `Node "${owner.id}"`);
    if (metric.kind === 'node') {
      return this.#states.get(metric.node)?.report.metrics[metric.name] ?? null;
    }
    const state = this.#states.get(metric.writer.node.id);
    if (state === undefined || !hasWritten(state)) return null;
    const { columns } = plan.nodes
      .find(({ id }) => id === metric.writer.node.id)!
      .blocks.get(metric.block)!;
    const column = columns.find((one) => one.name === metric.column);
    return column === undefined
      ? null
      : columnMetric(bus.view(column.planned), metric.statistic, name);
  }

  #described(error: LiveCalcError, node: PlannedNode): LiveCalcError {
    const { bus, inputs, createSha256 } = this.#place;
    const named = nameCoordinates(error, inputs) as LiveCalcError;
    return nodeError(named, node, inputHashes(node, bus, createSha256));
  }
}
