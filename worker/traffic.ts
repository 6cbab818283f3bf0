/** How many requests of a server are being answered, and since when there are none. */
import type { Server } from 'node:http';

export class Traffic {
  #open = 0;
  #lastMs = performance.now();

  constructor(server: Server) {
    server.on('request', (_request, response) => {
      this.#open++;
      response.once('close', () => {
        this.#open--;
        this.touch();
      });
    });
  }

  /** Counts as a request that has just been answered. */
  touch(): void {
    this.#lastMs = performance.now();
  }

  /** Milliseconds without a request; 0 while there is one. */
  get quietMs(): number {
    return this.#open > 0 ? 0 : performance.now() - this.#lastMs;
  }
}
