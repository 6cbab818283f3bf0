/** How a node of the run has ended, and what others make of it. */
import type { LiveCalcError } from '../../contracts/errors.ts';
import type { NodeReport } from '../../contracts/node-report.ts';
import type { NodeOutcome } from '../../contracts/pipeline-config.ts';

export interface NodeState {
  readonly report: NodeReport;
  /** What it ended with; null where nothing went wrong. */
  readonly error: LiveCalcError | null;
}

/** Whether what it writes is there. */
export function hasWritten({ report }: NodeState): boolean {
  return report.status === 'succeeded' || report.status === 'fellBack';
}

/** Whether something went wrong with it, although another may stand in its place. */
export function hasFailed({ report }: NodeState): boolean {
  return ['failed', 'timedOut', 'cancelled', 'fellBack'].includes(report.status);
}

/** Whether a condition on its outcome holds. */
export function isOutcome(state: NodeState, outcome: NodeOutcome): boolean {
  const { status, isPartial } = state.report;
  if (outcome === 'partial') return isPartial;
  if (outcome === 'failed') return hasFailed(state);
  return status === outcome;
}
