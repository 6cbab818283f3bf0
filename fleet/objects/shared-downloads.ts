/** Who asks for what is on its way already waits for that; the last to leave ends it. */
interface Underway {
  readonly done: Promise<void>;
  readonly stop: AbortController;
  waiters: number;
}

export class SharedDownloads {
  readonly #underway = new Map<string, Underway>();

  /** Throws what `start` throws, or this caller's own signal's reason. */
  async join(
    key: string,
    start: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    const download = this.#underway.get(key) ?? this.#start(key, start);
    download.waiters++;
    const left = Promise.withResolvers<never>();
    const leave = (): void => left.reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    try {
      await Promise.race([download.done, left.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
      download.waiters--;
      if (download.waiters === 0) {
        download.stop.abort(signal.reason);
        if (this.#underway.get(key) === download) this.#underway.delete(key);
      }
    }
  }

  #start(key: string, start: (signal: AbortSignal) => Promise<void>): Underway {
    const stop = new AbortController();
    const done = start(stop.signal);
    // Whoever waits is told.
    done.catch(() => {});
    const download: Underway = { done, stop, waiters: 0 };
    this.#underway.set(key, download);
    return download;
  }
}
