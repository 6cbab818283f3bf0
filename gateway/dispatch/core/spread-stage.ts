/** A stage that is spread: what of it is planned, what has come back, and what of that is merged. */
import type { Frontier, OutcomeOf, UnitRange } from '../../../contracts/wire/task.ts';
import type { TaskRecord } from '../../store/job-store.ts';
import { UnitCost } from './unit-cost.ts';
import { UnitCover } from './unit-cover.ts';

export class SpreadStage {
  readonly frontier: Frontier;
  readonly reached: OutcomeOf<'reached'>;
  readonly planned: UnitCover;
  readonly #threadsOf: (worker: string) => number;
  readonly #cost: UnitCost;
  readonly #known = new Set<string>();
  /** Chunks that are done, by their task. */
  readonly #done = new Map<string, OutcomeOf<'chunk'>>();
  /** Those of them that wait to be merged, in any order. */
  readonly #unmerged = new Map<string, OutcomeOf<'chunk'>>();
  #unitsDone = 0;

  /** `threadsOf` tells how many threads a worker has. */
  constructor(reached: OutcomeOf<'reached'>, threadsOf: (worker: string) => number) {
    this.#threadsOf = threadsOf;
    this.reached = reached;
    this.frontier = reached.frontier;
    this.planned = new UnitCover(this.frontier.units);
    this.#cost = new UnitCost(this.frontier.unitMs);
  }

  /** Milliseconds of a unit on one worker. */
  get unitMs(): number {
    return this.#cost.unitMs;
  }

  get unitsDone(): number {
    return this.#unitsDone;
  }

  /** Whether every unit is done and merged. */
  get isMerged(): boolean {
    return this.#unitsDone === this.frontier.units && this.#unmerged.size === 0;
  }

  /** Its chunks, in the order of their units. */
  chunks(): readonly OutcomeOf<'chunk'>[] {
    return [...this.#done.values()].sort((left, right) => left.range.begin - right.range.begin);
  }

  /** Takes note of a task; those of other stages change nothing. */
  learn({ taskId, kind, stage, begin, count, outcome }: TaskRecord): void {
    if (kind !== 'chunk' || stage !== this.frontier.stage) return;
    if (!this.#known.has(taskId)) this.#plan(taskId, { begin, count });
    if (outcome?.kind !== 'chunk' || this.#done.has(taskId)) return;
    this.#done.set(taskId, outcome);
    this.#unmerged.set(taskId, outcome);
    const units = this.#unitsOf(outcome.range);
    this.#unitsDone += units;
    this.#cost.measured(units, outcome.computeMs, this.#threadsOf(outcome.worker));
  }

  /** One that is done and waits to be merged, the first first; null where none does. */
  unmerged(): OutcomeOf<'chunk'> | null {
    let first: OutcomeOf<'chunk'> | null = null;
    for (const outcome of this.#unmerged.values()) {
      if (first === null || outcome.range.begin < first.range.begin) first = outcome;
    }
    return first;
  }

  merged(taskId: string): void {
    this.#unmerged.delete(taskId);
  }

  #plan(taskId: string, range: UnitRange): void {
    this.#known.add(taskId);
    this.planned.add(range);
  }

  #unitsOf({ begin, count }: UnitRange): number {
    return Math.min(begin + count, this.frontier.units) - begin;
  }
}
