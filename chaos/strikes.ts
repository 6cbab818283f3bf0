/** Draws faults and strikes them, some at the same time, until there were enough. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosFleet } from './chaos-fleet.ts';
import type { Draw } from './draw.ts';
import type { Fault, Target } from './faults.ts';

export interface StrikeOptions {
  readonly chaos: ChaosFleet;
  readonly faults: readonly Fault[];
  readonly draw: Draw;
  /** How many. */
  readonly count: number;
  /** Ends it before; what has been struck is mended first. */
  readonly signal: AbortSignal;
  readonly onStrike: (kind: string) => void;
}

/** So many faults at the same time, of different targets. */
const lanes = 2;
const pauseMs = [100, 1200] as const;

export async function strikeFaults(options: StrikeOptions): Promise<void> {
  const { chaos, draw, count, signal, onStrike } = options;
  const struck = new Set<Target>();
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0 && !signal.aborted) {
      left--;
      const fault = drawFault(options.faults, struck, draw);
      struck.add(fault.target);
      onStrike(fault.kind);
      try {
        await fault.strike(chaos, draw);
      } finally {
        struck.delete(fault.target);
      }
      await delay(draw.between(...pauseMs));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** By weight, of those whose target is not being struck. */
export function drawFault(
  faults: readonly Fault[],
  struck: ReadonlySet<Target>,
  draw: Draw,
): Fault {
  const possible = faults.filter(({ target }) => !struck.has(target));
  let at = draw.between(
    0,
    possible.reduce((sum, { weight }) => sum + weight, 0),
  );
  return possible.find(({ weight }) => (at -= weight) < 0) ?? possible.at(-1)!;
}
