/** A node's passes under its policy: how long, how often, and with which wait in between. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { PlannedNode } from '../pipeline/plan-node.ts';
import { wallClock } from '../run-clock.ts';
import { unlessAborted } from '../stop-signal.ts';
import { NodeClock } from './node-clock.ts';
import { nodeTimedOut } from './node-error.ts';
import type { NodeStop } from './node-runner.ts';
import type { RunOptions } from './run-place.ts';

export interface Attempts<T> {
  readonly attempts: number;
  readonly result: T | null;
  /** What the last attempt ended with; null where it succeeded. */
  readonly error: LiveCalcError | null;
  /** Whether the time limit ended the last attempt. */
  readonly isLate: boolean;
}

type Pass<T> = (stop: NodeStop) => Promise<T>;

/**
 * Tries a pass as often as the node's policy says; what cannot succeed another time is not tried again.
 * `mend` is called after a failure. Throws the run's reason when its signal is aborted, and what is no
 * LiveCalcError.
 */
export async function attempt<T>(
  node: PlannedNode,
  options: RunOptions,
  pass: Pass<T>,
  mend: (error: LiveCalcError) => Promise<void>,
): Promise<Attempts<T>> {
  const { retry } = node.node.onError;
  const most = 1 + (retry?.attempts ?? 0);
  for (let attempts = 1; ; attempts++) {
    const late = nodeTimedOut(node);
    try {
      const result = await limited(node, options, late, pass);
      return { attempts, result, error: null, isLate: false };
    } catch (error) {
      if (options.signal.aborted) throw options.signal.reason;
      if (!(error instanceof LiveCalcError)) throw error;
      if (error.retryable) options.spread?.keepHere();
      await mend(error);
      if (attempts === most || !error.retryable) {
        return { attempts, result: null, error, isLate: error.code === 'TIMEOUT' };
      }
    }
    await unlessAborted(pause(retry!.backoffMs * 2 ** (attempts - 1), options), options.signal);
  }
}

/** The pass is interrupted at the node's time limit, and ended a second later. */
async function limited<T>(
  node: PlannedNode,
  { signal, nowMs, observer, spread }: RunOptions,
  late: LiveCalcError,
  pass: Pass<T>,
): Promise<T> {
  const interrupt = new AbortController();
  const ending = new AbortController();
  // Threads of WebAssembly cannot be asked: they are ended at once.
  const stopNow = node.work.kind === 'wasm' ? ending : interrupt;
  const onLate = (): void => {
    spread?.keepHere();
    stopNow.abort(late);
  };
  using clock = new NodeClock(node.node.timeoutMs, onLate, nowMs, observer?.clock ?? wallClock);
  const either = AbortSignal.any([signal, ending.signal]);
  return await pass({ signal: either, interrupt: interrupt.signal, clock });
}

/** Half of it at least: who failed together should not try again together. */
function pause(ms: number, { random }: RunOptions): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms / 2 + (ms / 2) * random()));
}
