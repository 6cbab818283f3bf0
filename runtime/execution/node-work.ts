/** What one pass of a node has done, and passes of a node added up. */
import type { StageReport } from '../../contracts/node-report.ts';

export interface NodeWork {
  readonly stages: readonly StageReport[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly isPartial: boolean;
  readonly copies: number;
  readonly bytesCopied: number;
  readonly memoryBytes: number;
  /** Where a solver leaves the nodes before it; null for other engines. */
  readonly parameters: Readonly<Record<string, number>> | null;
  readonly warnings: readonly string[];
  readonly log: readonly string[];
  /** Passes that it is made of, beyond the first. */
  readonly evaluations: number;
}

export const noWork: NodeWork = {
  stages: [],
  metrics: {},
  isPartial: false,
  copies: 0,
  bytesCopied: 0,
  memoryBytes: 0,
  parameters: null,
  warnings: [],
  log: [],
  evaluations: 0,
};

/** The second pass replaces what the first has found, and adds to what it has cost. */
export function repeated(first: NodeWork, second: NodeWork): NodeWork {
  return {
    ...second,
    stages: [...first.stages, ...second.stages],
    copies: first.copies + second.copies,
    bytesCopied: first.bytesCopied + second.bytesCopied,
    memoryBytes: Math.max(first.memoryBytes, second.memoryBytes),
    evaluations: first.evaluations + 1 + second.evaluations,
  };
}
