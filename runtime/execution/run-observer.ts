/** Who watches a run node by node, and may hold it: debugging and the integrity check are made of it. */
import type { NodeReport } from '../../contracts/node-report.ts';
import type { Gate } from '../debug/gate.ts';
import type { RunClock } from '../run-clock.ts';
import type { ObservedRun } from './observed-run.ts';

/**
 * Every method but `opened` is awaited by whoever runs the nodes, and ends the run where it throws. A
 * run may be executed more than once; then all but `opened` are called again.
 */
export interface RunObserver {
  /** Where the pool's threads stand while it is closed. */
  readonly gate?: Gate;
  /** Of the run's deadline and the nodes' timeouts; absent: the clock on the wall. */
  readonly clock?: RunClock | undefined;
  /** Memory is made and inputs are in place; no node has run. */
  opened(run: ObservedRun): void;
  /** The node's inputs are settled, and its timeout does not run yet. */
  beforeNode(id: string): Promise<void>;
  /** The node has ended, well or not. */
  afterNode(report: NodeReport): Promise<void>;
  /** Every node has ended; results are read next. */
  beforeResults(): Promise<void>;
}
