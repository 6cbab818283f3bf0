/** Tells of a job's changes: at once where it comes to another state or stores a table, else now and then. */
import type { StreamedJob } from './streamed-job.ts';

export class JobWatch {
  readonly job: StreamedJob;
  readonly #intervalMs: number;
  readonly #tell: () => void;
  readonly #unsubscribe: () => void;
  #lastState: string;
  #timer: NodeJS.Timeout | undefined;

  constructor(job: StreamedJob, intervalMs: number, tell: () => void) {
    this.job = job;
    this.#intervalMs = intervalMs;
    this.#tell = tell;
    this.#lastState = this.#state();
    this.#unsubscribe = job.subscribe(() => this.#changed());
  }

  close(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
  }

  #changed(): void {
    const state = this.#state();
    if (state === this.#lastState) {
      this.#timer ??= setTimeout(() => this.#now(), this.#intervalMs);
      return;
    }
    this.#lastState = state;
    this.#now();
  }

  #now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tell();
  }

  #state(): string {
    const { status, planned, tables } = this.job.status();
    return `${status} ${planned === null ? '' : planned.runHash} ${tables.length}`;
  }
}
