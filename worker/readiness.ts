/** Whether a worker takes work: not before its processes have shown that they value right, nor when it drains. */
import type { Capabilities } from '../contracts/wire/capabilities.ts';

export type ReadinessState = 'starting' | 'ready' | 'draining';

export class Readiness {
  #state: ReadinessState = 'starting';

  /** `capabilities` settles when the first process is ready for work. */
  constructor(capabilities: Promise<Capabilities>) {
    capabilities.then(
      () => {
        if (this.#state === 'starting') this.#state = 'ready';
      },
      // Whoever started the worker is told; it stays as it is until it is stopped.
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
