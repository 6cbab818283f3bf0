/** Whether a server takes work: not before what it needs has shown that it is right, nor when it drains. */
export type ReadinessState = 'starting' | 'ready' | 'draining';

export class Readiness {
  #state: ReadinessState = 'starting';

  /** `able` settles when the server is able to work. */
  constructor(able: Promise<unknown>) {
    able.then(
      () => {
        if (this.#state === 'starting') this.#state = 'ready';
      },
      // Whoever started the server is told; it stays as it is until it is stopped.
      () => {},
    );
  }

  get state(): ReadinessState {
    return this.#state;
  }

  drain(): void {
    this.#state = 'draining';
  }
}
