/**
 * The fleet as the news of its workers show it. News may be lost, so a worker of which nothing was heard
 * for a while is taken for gone until it is heard of again.
 */
import { everyPool, type WorkerStatus } from '../../../contracts/wire/task.ts';
import type { Lane } from '../../../fleet/queue/queue.ts';

/** Workers tell each second: after so long five news have been missed. */
export const freshForMs = 5000;
/** How often silent workers are looked for: with 10,000 workers, looking takes a millisecond. */
const sweepEveryMs = 250;
/** What runs may be so old: with 10,000 workers, putting it together takes milliseconds. */
const runningForMs = 50;
/** Over which the rate of tasks is taken. */
const rateOverMs = 10_000;

export interface SeenWorker {
  readonly status: WorkerStatus;
  readonly seenAt: number;
  /** Of the last seconds. */
  readonly tasksPerSecond: number;
}

interface Sighting extends SeenWorker {
  /** What the rate is counted from. */
  readonly base: { readonly at: number; readonly tasksDone: number };
}

/** By task: at one worker, or at several. */
export type Running = ReadonlyMap<string, readonly RunningTask[]>;

export type RunningTask = WorkerStatus['running'][number] & { readonly worker: string };

export class FleetView {
  readonly #now: () => number;
  readonly #sightings = new Map<string, Sighting>();
  /** By lane, as they were counted since the last change. */
  readonly #slots = new Map<string, number>();
  #sweptAt = 0;
  #running: { readonly at: number; readonly tasks: Running } | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  take(status: WorkerStatus): void {
    const at = this.#now();
    const before = this.#sightings.get(status.worker);
    if (before?.status.state !== status.state || before.status.slots !== status.slots) {
      this.#slots.clear();
    }
    if (status.state === 'gone') {
      this.#sightings.delete(status.worker);
      return;
    }
    const base = before?.base ?? { at, tasksDone: status.tasksDone };
    const overMs = at - base.at;
    const tasksPerSecond = overMs > 0 ? ((status.tasksDone - base.tasksDone) * 1000) / overMs : 0;
    this.#sightings.set(status.worker, {
      status,
      seenAt: at,
      tasksPerSecond,
      base: overMs < rateOverMs ? base : { at, tasksDone: status.tasksDone },
    });
  }

  /** Of whom something was heard lately, draining ones too. */
  workers(): readonly SeenWorker[] {
    this.#sweep();
    return [...this.#sightings.values()];
  }

  worker(worker: string): WorkerStatus | null {
    return this.#sightings.get(worker)?.status ?? null;
  }

  /** Tasks that the workers of a lane take at the same time. */
  slots(lane: Lane): number {
    this.#sweep();
    const name = `${lane.runtimeVersion} ${lane.pool}`;
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const statuses = this.#ready().filter((status) => isOf(status, lane));
    const slots = statuses.reduce((sum, status) => sum + status.slots, 0);
    this.#slots.set(name, slots);
    return slots;
  }

  /** Versions of the workers that take tasks of a pool. */
  versions(pool: string): ReadonlySet<string> {
    const statuses = this.#ready().filter((status) => serves(status, pool));
    return new Set(statuses.map(({ runtimeVersion }) => runtimeVersion));
  }

  /** Tasks that workers run now, or did a moment ago. */
  running(): Running {
    const at = this.#now();
    if (this.#running === null || at - this.#running.at >= runningForMs) {
      this.#running = { at, tasks: this.#runningOf(() => true) };
    }
    return this.#running.tasks;
  }

  /** Those at workers of a lane. */
  runningIn(lane: Lane): Running {
    return this.#runningOf((status) => isOf(status, lane));
  }

  #runningOf(isChosen: (status: WorkerStatus) => boolean): Running {
    const tasks = this.workers()
      .map(({ status }) => status)
      .filter(isChosen)
      .flatMap(({ worker, running }) => running.map((task) => ({ ...task, worker })));
    return Map.groupBy(tasks, ({ taskId }) => taskId);
  }

  tasksPerSecond(): number {
    return this.workers().reduce((sum, worker) => sum + worker.tasksPerSecond, 0);
  }

  /** Pods by the number of tasks that they run: those with 0 may go first. */
  podsByLoad(): ReadonlyMap<string, number> {
    const loads = new Map<string, number>();
    for (const { status } of this.workers()) {
      if (status.pod === null) continue;
      loads.set(status.pod, (loads.get(status.pod) ?? 0) + status.running.length);
    }
    return loads;
  }

  #sweep(): void {
    const now = this.#now();
    if (now - this.#sweptAt < sweepEveryMs) return;
    this.#sweptAt = now;
    for (const [worker, { seenAt }] of this.#sightings) {
      if (now - seenAt <= freshForMs) continue;
      this.#sightings.delete(worker);
      this.#slots.clear();
    }
  }

  #ready(): readonly WorkerStatus[] {
    return this.workers()
      .map(({ status }) => status)
      .filter(({ state }) => state === 'ready');
  }
}

function isOf(status: WorkerStatus, lane: Lane): boolean {
  return status.runtimeVersion === lane.runtimeVersion && serves(status, lane.pool);
}

/** The worker in a gateway's process serves all of them. */
function serves(status: WorkerStatus, pool: string): boolean {
  return status.pool === pool || status.pool === everyPool;
}
