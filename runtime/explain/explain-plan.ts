/** What the planner has decided for a run, why, and what it saves. Nothing is run for it. */
import type { RunConfig } from '../../contracts/config.ts';
import type { RunInputs } from '../../contracts/run-inputs.ts';
import type { PlannedNode } from '../pipeline/plan-node.ts';
import type { RunPlan } from '../pipeline/plan-run.ts';
import { projectionMethod } from '../pipeline/projection-method.ts';
import { savings, type Saving } from './savings.ts';
import { stageSteps } from './stage-steps.ts';
import { variables, type Variable } from './dependence.ts';
import { workFacts, type WorkFacts } from './work-facts.ts';

export interface ExplainedStage {
  /** `node.stage`. */
  readonly name: string;
  /** What its units are ranges of, and how many of these there are. */
  readonly over: 'row' | 'scenario' | 'none';
  readonly length: number;
  /** Null for an engine of the model's own. */
  readonly steps: number | null;
}

/** A node of a pipeline of the model's own, in the order they may run. */
export interface ExplainedNode {
  readonly id: string;
  readonly engine: string;
  /** The nodes that it waits for. */
  readonly waitsFor: readonly string[];
  /** Of a solver: the nodes that it has run again. */
  readonly runsAgain: readonly string[];
}

export interface PlanExplanation {
  /** Null where the model has a pipeline of its own: it decides for itself. */
  readonly method: { readonly name: string; readonly reasons: readonly string[] } | null;
  readonly variables: readonly Variable[];
  readonly savings: readonly Saving[];
  /** Empty where the pipeline is the default one. */
  readonly nodes: readonly ExplainedNode[];
  readonly stages: readonly ExplainedStage[];
  readonly facts: WorkFacts;
  readonly work: {
    /** Policies x scenarios x years in force. */
    readonly before: number;
    /** Steps of all stages; null where one is not known, or how often it runs. */
    readonly after: number | null;
  };
}

export interface ExplainedRun {
  readonly config: RunConfig;
  /** As it was read. */
  readonly portfolio: RunInputs;
  /** As the run projects it: with a row for each model point. */
  readonly inputs: RunInputs;
  readonly plan: RunPlan;
}

export function explainPlan({ config, portfolio, inputs, plan }: ExplainedRun): PlanExplanation {
  const facts = workFacts(portfolio, inputs, plan);
  const stages = [...plan.earlier, ...plan.nodes].flatMap((node) => explainedStages(node, facts));
  const method = config.pipeline === undefined ? projectionMethod(config.projection) : null;
  const steps = stages.map((stage) => stage.steps);
  const areCounted = plan.nodes.every(({ work, drives }) => work.kind === 'wasm' && !drives.length);
  return {
    method: method && { name: method.name, reasons: method.reasons },
    variables: method === null ? [] : variables(config.projection, portfolio),
    savings: method === null ? [] : savings(method.name, facts),
    nodes: method === null ? plan.nodes.map(explainedNode) : [],
    stages,
    facts,
    work: {
      before: facts.policyYears * facts.scenarios,
      after: areCounted ? sumOrNull(steps) : null,
    },
  };
}

function sumOrNull(counts: readonly (number | null)[]): number | null {
  return counts.reduce<number | null>(
    (sum, count) => (sum === null || count === null ? null : sum + count),
    0,
  );
}

function explainedNode({ id, node, waitsFor, drives }: PlannedNode): ExplainedNode {
  return { id, engine: node.engine, waitsFor: [...waitsFor], runsAgain: drives };
}

function explainedStages(node: PlannedNode, facts: WorkFacts): ExplainedStage[] {
  return node.stages.map(({ label, stage, axisLength }) => {
    const declared = stage === null ? null : node.info.stages[stage]!;
    return {
      name: label,
      over: declared?.over ?? 'none',
      length: axisLength,
      steps: stageSteps(node, declared?.name ?? 'finalize', facts),
    };
  });
}
