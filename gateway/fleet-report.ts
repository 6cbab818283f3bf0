/** The fleet as an operator is told of it: of other tenants' jobs only that they are there (I8). */
import type { FleetLane, FleetStatus, FleetWorker } from '../contracts/wire/fleet-status.ts';
import { everyPool, sharedPool, type WorkerStatus } from '../contracts/wire/task.ts';
import type { Lane } from '../fleet/queue/queue.ts';
import type { FleetView, SeenWorker } from './dispatch/core/fleet-view.ts';
import type { JobStore } from './store/job-store.ts';

/** What waits in a lane, of all jobs that this gateway leads. */
export interface LaneWork {
  readonly lane: Lane;
  /** Tasks that no worker has. */
  readonly tasks: number;
}

export interface FleetReportOptions {
  readonly runtimeVersion: string;
  readonly store: Pick<JobStore, 'job' | 'counts'>;
  readonly fleet: Pick<FleetView, 'workers'>;
  readonly waiting: () => readonly LaneWork[];
}

export class FleetReport {
  readonly #options: FleetReportOptions;

  constructor(options: FleetReportOptions) {
    this.#options = options;
  }

  async statusFor(tenant: string): Promise<FleetStatus> {
    const { runtimeVersion, store, fleet } = this.#options;
    const seen = fleet.workers();
    const own = await this.#ownJobs(tenant, seen);
    const { byState } = await store.counts();
    return {
      runtimeVersion,
      workers: seen.map(({ status }) => workerFor(status, own)),
      lanes: [...this.lanes()],
      jobs: { ...byState },
    };
  }

  lanes(): readonly FleetLane[] {
    const seen = this.#options.fleet.workers();
    const work = this.#options.waiting();
    const lanes = new Map<string, Lane>();
    for (const { status } of seen) {
      const lane = { ...status, pool: status.pool === everyPool ? sharedPool : status.pool };
      lanes.set(keyOf(lane), lane);
    }
    for (const { lane } of work) lanes.set(keyOf(lane), lane);
    return [...lanes].toSorted(byKey).map(([key, lane]) =>
      laneOf(
        lane,
        seen.filter(({ status }) => serves(status, lane)),
        work.filter((one) => keyOf(one.lane) === key),
      ),
    );
  }

  async #ownJobs(tenant: string, seen: readonly SeenWorker[]): Promise<ReadonlySet<string>> {
    const running = seen.flatMap(({ status }) => status.running.map(({ jobId }) => jobId));
    const own = new Set<string>();
    for (const jobId of new Set(running)) {
      if ((await this.#options.store.job(tenant, jobId)) !== null) own.add(jobId);
    }
    return own;
  }
}

function workerFor({ running, ...status }: WorkerStatus, own: ReadonlySet<string>): FleetWorker {
  return {
    ...status,
    running: running.map((task) =>
      own.has(task.jobId) ? task : { ...task, jobId: null, taskId: null, progress: null },
    ),
  };
}

function laneOf(
  { runtimeVersion, pool }: Lane,
  seen: readonly SeenWorker[],
  work: readonly LaneWork[],
): FleetLane {
  const ready = seen.filter(({ status }) => status.state === 'ready');
  const rate = seen.reduce((sum, { tasksPerSecond }) => sum + tasksPerSecond, 0);
  const running = seen.reduce((sum, { status }) => sum + status.running.length, 0);
  const waiting = work.reduce((sum, { tasks }) => sum + tasks, 0);
  return {
    runtimeVersion,
    pool,
    workers: ready.length,
    slots: ready.reduce((sum, { status }) => sum + status.slots, 0),
    running,
    waiting,
    tasksPerSecond: rate > 0 ? rate : null,
    secondsLeft: rate > 0 ? (running + waiting) / rate : null,
  };
}

/** The worker in a gateway's own process takes tasks of every pool. */
function serves({ runtimeVersion, pool }: WorkerStatus, lane: Lane): boolean {
  return runtimeVersion === lane.runtimeVersion && (pool === lane.pool || pool === everyPool);
}

function keyOf({ runtimeVersion, pool }: Lane): string {
  return JSON.stringify([runtimeVersion, pool]);
}

function byKey([one]: readonly [string, Lane], [other]: readonly [string, Lane]): number {
  return one < other ? -1 : 1;
}
