/** Reports of nodes, from what their passes have done and how they ended. */
import type { LiveCalcError } from '../../contracts/errors.ts';
import type { BlockReport, NodeReport, NodeStatus } from '../../contracts/node-report.ts';
import { elementBytes } from '../../contracts/table.ts';
import type { PlannedNode } from '../pipeline/plan-node.ts';
import { nodeFailure } from './node-error.ts';
import { noWork, type NodeWork } from './node-work.ts';

export interface NodeEnd {
  readonly status: NodeStatus;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly attempts: number;
  readonly work: NodeWork | null;
  readonly error: LiveCalcError | null;
}

export function nodeReport(planned: PlannedNode, end: NodeEnd): NodeReport {
  const work = end.work ?? noWork;
  return {
    id: planned.id,
    engine: planned.node.engine,
    status: end.status,
    attempts: end.attempts,
    startedMs: end.startedMs,
    ms: end.endedMs - end.startedMs,
    ...work,
    stages: [...work.stages],
    metrics: { ...work.metrics },
    parameters: work.parameters && { ...work.parameters },
    warnings: [...work.warnings],
    log: [...work.log],
    blocks: end.status === 'succeeded' ? blocksOf(planned) : [],
    failure: end.error && nodeFailure(end.error, planned),
    fallback: null,
  };
}

/** One that did not run. */
export function unrunReport(
  planned: PlannedNode,
  status: 'skipped' | 'cancelled',
  error: LiveCalcError | null,
): NodeReport {
  return nodeReport(planned, {
    status,
    startedMs: 0,
    endedMs: 0,
    attempts: 0,
    work: null,
    error,
  });
}

export function blocksOf({ blocks }: PlannedNode): BlockReport[] {
  return [...blocks].flatMap(([name, { columns }]) =>
    columns.length === 0
      ? []
      : [
          {
            name,
            columns: columns.map(({ name: column, type, shape, planned }) => ({
              name: column,
              type,
              shape: [...shape],
              bytes: planned.length * elementBytes[type],
            })),
          },
        ],
  );
}
