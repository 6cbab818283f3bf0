/** What a run lacks that a failure, a time limit or a stop has shaped (I1). */
import type { NodeReport } from '../contracts/node-report.ts';
import type { PartialResult } from '../contracts/run-result.ts';
import { hasWritten, type NodeState } from './execution/node-state.ts';
import { resultsPrefix } from './pipeline/default-pipeline.ts';
import type { RunPlan } from './pipeline/plan-run.ts';

export interface DeliveredTables {
  /** Of those asked for, the ones whose nodes have written them. */
  readonly tables: readonly string[];
  /** Of nodes whose condition did not hold: nothing went wrong. */
  readonly skipped: readonly string[];
  /** Null where the result is whole. */
  readonly partial: PartialResult | null;
}

/** Throws the error of the first node that failed where no table that was asked for is there. */
export function deliveredTables(plan: RunPlan, states: readonly NodeState[]): DeliveredTables {
  const written = (table: string): boolean => isWritten(table, plan, states);
  const isSkipped = (table: string): boolean =>
    stateOf(table, plan, states).report.status === 'skipped';
  const { tables: asked } = plan.asked;
  const tables = asked.filter(written);
  const failed = states.filter(({ error }) => error !== null);
  if (tables.length === 0 && failed.length > 0) throw firstCause(failed);
  const stopped = states.filter(({ report }) => report.isPartial).map(({ report }) => report.id);
  const isWhole = failed.length === 0 && stopped.length === 0;
  return {
    tables,
    skipped: asked.filter(isSkipped),
    partial: isWhole
      ? null
      : {
          failures: failed.flatMap(({ report }) => report.failure ?? []),
          reasons: [
            ...states.flatMap(({ report }) => standInReason(report)),
            ...stopped.map((id) => `node "${id}" was stopped before it had finished`),
          ],
          missingTables: asked.filter((table) => !written(table)),
        },
  };
}

export function isWritten(table: string, plan: RunPlan, states: readonly NodeState[]): boolean {
  return hasWritten(stateOf(table, plan, states));
}

/** Who reads a table must learn that its numbers are not those of the node that should have written it. */
function standInReason({ id, status, fallback }: NodeReport): string[] {
  if (status !== 'fellBack' || fallback === null) return [];
  const standIn =
    fallback === 'values' ? 'the values of its onError stand' : `node "${fallback}" stands`;
  return [`${standIn} in the place of node "${id}"`];
}

/** Others only failed because of it. */
function firstCause(failed: readonly NodeState[]): Error {
  const causes = failed.map(({ error }) => error!);
  return causes.find(({ code }) => code !== 'UPSTREAM_ERROR') ?? causes[0]!;
}

function stateOf(table: string, plan: RunPlan, states: readonly NodeState[]): NodeState {
  const writer = plan.nodes.findIndex(({ blocks }) => blocks.has(resultsPrefix + table));
  return states[writer]!;
}
