/** Those that watch a run, as one. */
import type { RunConfig } from '../../contracts/config.ts';
import type { Bus } from '../bus/bus.ts';
import type { RunPlan } from '../pipeline/plan-run.ts';
import { IntegrityCheck } from './integrity.ts';
import { observedRun } from './observed-run.ts';
import type { RunObserver } from './run-observer.ts';

/**
 * Opens whoever watches the run: `observer`, and the integrity check where the config asks for it.
 * Undefined where nobody does, which costs a run nothing.
 */
export function watchedBy(
  { execution }: RunConfig,
  { plan, bus }: { readonly plan: RunPlan; readonly bus: Bus },
  observer?: RunObserver,
): RunObserver | undefined {
  const checks = execution.integrity ? [new IntegrityCheck()] : [];
  const watching = [...checks, ...(observer === undefined ? [] : [observer])];
  if (watching.length === 0) return undefined;
  const run = observedRun(plan, bus);
  for (const one of watching) one.opened(run);
  return watching.length === 1 ? watching[0] : { ...inTurn(watching), ...held(observer) };
}

/** Where an observer may hold a run, and the clock that stands still meanwhile. */
function held(observer: RunObserver | undefined): Pick<RunObserver, 'gate' | 'clock'> {
  return {
    ...(observer?.gate && { gate: observer.gate }),
    ...(observer?.clock && { clock: observer.clock }),
  };
}

/** What one finds before a node is what the next has left: the check comes last, and first after it. */
function inTurn(watching: readonly RunObserver[]): RunObserver {
  return {
    opened: (run) => {
      for (const one of watching) one.opened(run);
    },
    beforeNode: async (id) => {
      for (const one of watching.toReversed()) await one.beforeNode(id);
    },
    afterNode: async (report) => {
      for (const one of watching) await one.afterNode(report);
    },
    beforeResults: async () => {
      for (const one of watching.toReversed()) await one.beforeResults();
    },
  };
}
