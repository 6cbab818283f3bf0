/** The jobs of which executors may hold something; they let go of those that nothing comes for. */
interface HeldJobsOptions {
  readonly idleMs: number;
  readonly isBusy: (jobId: string) => boolean;
  readonly forget: (jobId: string) => void;
}

export class HeldJobs implements Disposable {
  readonly #options: HeldJobsOptions;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(options: HeldJobsOptions) {
    this.#options = options;
  }

  /** Something is done for the job, or was until now. */
  touch(jobId: string): void {
    clearTimeout(this.#timers.get(jobId));
    this.#timers.set(jobId, setTimeout(() => this.#idle(jobId), this.#options.idleMs).unref());
  }

  forget(jobId: string): void {
    clearTimeout(this.#timers.get(jobId));
    this.#timers.delete(jobId);
    this.#options.forget(jobId);
  }

  #idle(jobId: string): void {
    if (this.#options.isBusy(jobId)) this.touch(jobId);
    else this.forget(jobId);
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
