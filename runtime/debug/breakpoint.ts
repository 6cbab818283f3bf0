import type { PipelineNode } from '../../contracts/pipeline-config.ts';

/** Where a run is to be held at a node. */
export interface Breakpoint {
  readonly at: NonNullable<PipelineNode['breakpoint']>;
  /** It holds the run once, and is gone. */
  readonly isOnce: boolean;
}
