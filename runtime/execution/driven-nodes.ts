/**
 * The nodes before a solver, run again with the parameters that it tries: only those whose config or
 * inputs are others than before. Blocks of all others keep what they hold.
 */
import type { EngineConfig } from '../../contracts/engine.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { completeConfig } from '../../engines-wasm/complete-config.ts';
import type { EvaluateRequest } from '../../engines-wasm/python/interpreter.ts';
import { withNumber } from '../pipeline/number-parameter.ts';
import { parameterValue } from '../pipeline/computed-columns.ts';
import type { PlannedNode } from '../pipeline/plan-node.ts';
import type { NodeRunner } from './node-runner.ts';

export interface DrivenRun {
  readonly solver: PlannedNode;
  readonly nodes: readonly PlannedNode[];
  readonly runner: NodeRunner;
  /** Runs a node another time. Throws what it ends with. */
  readonly runAgain: (node: PlannedNode, signal: AbortSignal) => Promise<void>;
  /** Null where the node that the metric is of has none of that name. */
  readonly metric: (name: string) => number | null;
}

export class DrivenNodes {
  readonly #run: DrivenRun;
  /** Nodes whose blocks do not hold what their config of now gives: a pass of theirs was ended. */
  readonly #stale = new Set<string>();

  constructor(run: DrivenRun) {
    this.#run = run;
  }

  /**
   * Sets parameters, `NODE.PATH`, runs what depends on them, and reads metrics. Throws CONFIG_INVALID for
   * a value that an engine does not take, PIPELINE_INVALID for a parameter or metric that was not
   * declared, and what the nodes end with.
   */
  async evaluate(
    { parameters, metrics }: EvaluateRequest,
    signal: AbortSignal,
  ): Promise<Record<string, number>> {
    await this.leaveAt(parameters, signal);
    return Object.fromEntries(metrics.map((name) => [name, this.#metric(name)]));
  }

  /** As evaluate, without metrics. */
  async leaveAt(parameters: Readonly<Record<string, number>>, signal: AbortSignal): Promise<void> {
    const { solver, runner, runAgain } = this.#run;
    const changed = this.#changed(parameters);
    for (const { id } of changed.keys()) this.#stale.add(id);
    for (const id of solver.drives) {
      if ([...this.#node(id).waitsFor].some((one) => this.#stale.has(one))) this.#stale.add(id);
    }
    await runner.configure(changed);
    for (const id of solver.drives.filter((one) => this.#stale.has(one))) {
      await runAgain(this.#node(id), signal);
    }
    this.#stale.clear();
  }

  /** As evaluate, to where the nodes are configured. */
  async restore(signal: AbortSignal): Promise<void> {
    const configured = this.#run.solver.info.evaluates!.parameters.flatMap((name) => {
      const dot = name.indexOf('.');
      const value = parameterValue(this.#node(name.slice(0, dot)).config, name.slice(dot + 1));
      return typeof value === 'number' ? [[name, value] as const] : [];
    });
    await this.leaveAt(Object.fromEntries(configured), signal);
  }

  /** Nodes whose config is another with these parameters. */
  #changed(parameters: Readonly<Record<string, number>>): Map<PlannedNode, EngineConfig> {
    const { solver, runner } = this.#run;
    const configs = new Map<PlannedNode, EngineConfig>();
    for (const [name, value] of Object.entries(parameters)) {
      if (!solver.info.evaluates!.parameters.includes(name)) throw undeclared(solver, name);
      const dot = name.indexOf('.');
      const node = this.#node(name.slice(0, dot));
      const config = configs.get(node) ?? runner.configOf(node);
      configs.set(node, withNumber(config, name.slice(dot + 1).split('.'), value, name));
    }
    return new Map(
      [...configs]
        .filter(
          ([node, config]) => JSON.stringify(config) !== JSON.stringify(runner.configOf(node)),
        )
        .map(([node, config]) => [
          node,
          completeConfig(node.info, config, `Node "${node.id}", as node "${solver.id}" sets it`),
        ]),
    );
  }

  #node(id: string): PlannedNode {
    return this.#run.nodes.find((node) => node.id === id)!;
  }

  #metric(name: string): number {
    const { solver, metric } = this.#run;
    if (!solver.info.evaluates!.metrics.includes(name)) throw undeclared(solver, name);
    const value = metric(name);
    if (value !== null) return value;
    const message = `Node "${solver.id}" asks for the metric "${name}", which its node does not return.`;
    throw new LiveCalcError('PIPELINE_INVALID', message, { node: solver.id, found: name });
  }
}

function undeclared({ id }: PlannedNode, name: string): LiveCalcError {
  const message = `Node "${id}" uses "${name}", which its description does not name under "evaluates".`;
  return new LiveCalcError('PIPELINE_INVALID', message, { node: id, found: name });
}
