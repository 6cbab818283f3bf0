/** How many requests of clients are being answered, and since when there are none. */
import type { Server } from 'node:http';

/** Who watches the worker asks for these for as long as it lives; no client waits for them. */
const watched: ReadonlySet<string> = new Set(['/livez', '/readyz', '/health', '/metrics']);

export class Traffic {
  #open = 0;
  #lastMs = performance.now();

  constructor(server: Server) {
    server.on('request', ({ url = '' }, response) => {
      if (watched.has(url.split('?', 1)[0]!)) return;
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
