/** What a worker counts, for Prometheus. No label names a tenant or a job. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { JobProgress, JobStatus } from '../../contracts/wire/job.ts';
import type { TaskKind } from '../../contracts/wire/task.ts';
import type { TaskEnd } from '../../fleet/consumer/task-reports.ts';
import type { Job } from '../jobs/job.ts';
import type { JobEvent } from '../jobs/job-state.ts';

/** What is measured when it is asked for. */
export interface MeasuredWorker {
  readonly queuedJobs: () => number;
  readonly runningJobs: () => number;
  readonly openSockets: () => number;
  readonly bufferedBytes: () => number;
  readonly storedBytes: () => number;
  readonly executorBytes: () => number;
  readonly executorStarts: () => number;
  readonly runningTasks: () => number;
  /** 1 while the connection stands, or none is needed. */
  readonly queueConnected: () => number;
}

/** From 1 ms to 10 min. */
const buckets = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 600];

export class Metrics {
  readonly registry = new Registry();
  readonly #runs = this.#counter('runs_total', 'Jobs by how they ended.', ['outcome', 'code']);
  readonly #runSeconds = this.#histogram('run_seconds', 'From the start of a run to its end.', []);
  readonly #stageSeconds = this.#histogram('stage_seconds', 'Stages of completed runs.', ['stage']);
  readonly #chunks = this.#counter(
    'chunks_total',
    'Chunks that were computed; a sensitivity counts as one.',
    [],
  );
  readonly #pairs = this.#counter(
    'policy_scenarios_total',
    'Policies times scenarios of completed runs.',
    [],
  );
  readonly #traps = this.#counter('engine_traps_total', 'Runs that an engine ended by a trap.', []);
  readonly #restarts = this.#counter('run_restarts_total', 'Runs whose process was lost.', []);
  readonly #bytes = this.#counter('result_bytes_total', 'Bytes of results that were sent.', ['by']);
  readonly #assets = this.#counter('asset_bytes_total', 'Bytes of assets that were stored.', []);
  readonly #tasks = this.#counter('tasks_total', 'Tasks of a fleet by what was answered.', [
    'kind',
    'outcome',
  ]);
  /** Of running jobs: the progress that was counted last. */
  readonly #counted = new WeakMap<Job, JobProgress>();

  constructor() {
    // Memory and CPU of the server, and the delay of its event loop.
    collectDefaultMetrics({ register: this.registry, prefix: 'livecalc_' });
  }

  /** Adds what is measured when it is asked for. */
  measure(worker: MeasuredWorker): void {
    this.#gauge('jobs_queued', 'Jobs that wait.', worker.queuedJobs);
    this.#gauge('jobs_running', 'Jobs that run.', worker.runningJobs);
    this.#gauge('sockets_open', 'Open WebSockets.', worker.openSockets);
    this.#gauge('socket_buffered_bytes', 'Results waiting in memory.', worker.bufferedBytes);
    this.#gauge('stored_bytes', 'Assets and results on the disk.', worker.storedBytes);
    this.#gauge('executor_resident_bytes', 'Memory of run processes.', worker.executorBytes);
    this.#gauge('executor_starts', 'Run processes started so far.', worker.executorStarts);
    this.#gauge('tasks_running', 'Tasks of a fleet in its hands.', worker.runningTasks);
    this.#gauge(
      'queue_connected',
      '0 while there is no connection to NATS.',
      worker.queueConnected,
    );
  }

  sent(bytes: number, by: 'http' | 'socket'): void {
    this.#bytes.inc({ by }, bytes);
  }

  assetStored(bytes: number): void {
    this.#assets.inc(bytes);
  }

  taskEnded(kind: TaskKind, outcome: TaskEnd): void {
    this.#tasks.inc({ kind, outcome });
  }

  jobEvent(job: Job, event: JobEvent): void {
    if (event.kind === 'progress') this.#count(job, event.progress);
    if (event.kind === 'restarting') this.#restarts.inc();
    if (event.kind === 'completed' || event.kind === 'ended') this.#end(job.status());
  }

  /** A run that was lost has its stages again; the last chunk of a stage is always told. */
  #count(job: Job, progress: JobProgress): void {
    const last = this.#counted.get(job);
    const isSame = last?.stage === progress.stage && last.done < last.total;
    this.#chunks.inc(progress.done - (isSame && last.done <= progress.done ? last.done : 0));
    this.#counted.set(job, progress);
  }

  #end({ status, startedAt, finishedAt, result, error }: JobStatus): void {
    this.#runs.inc({ outcome: status.toLowerCase(), code: error?.code ?? '' });
    if (error?.code === 'ENGINE_TRAPPED') this.#traps.inc();
    if (startedAt !== null && finishedAt !== null) {
      this.#runSeconds.observe((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
    }
    if (result === null) return;
    this.#pairs.inc(result.policyCount * result.scenarioCount);
    for (const [stage, ms] of Object.entries(result.timings)) {
      this.#stageSeconds.observe({ stage }, ms / 1000);
    }
  }

  #counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name: `livecalc_${name}`, help, labelNames, registers: [this.registry] });
  }

  #histogram<L extends string>(name: string, help: string, labelNames: L[]): Histogram<L> {
    const registers = [this.registry];
    return new Histogram({ name: `livecalc_${name}`, help, labelNames, buckets, registers });
  }

  #gauge(name: string, help: string, measure: () => number): void {
    const gauge: Gauge = new Gauge({
      name: `livecalc_${name}`,
      help,
      registers: [this.registry],
      collect: () => gauge.set(measure()),
    });
  }
}
