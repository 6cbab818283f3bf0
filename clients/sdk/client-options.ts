import type { CreateSha256 } from '../../contracts/sha256.ts';

export interface ClientOptions {
  /** A bearer token or an API key, or what gets one; asked for again whenever it is sent. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /** Frames of 256 KiB of a table that may wait for whoever reads it. */
  readonly windowFrames?: number;
  /** How long to go on trying when the connection is lost. */
  readonly reconnectMs?: number;
  /** The server tells that it goes down and when. */
  readonly onDraining?: (graceMs: number) => void;
  /** By default that of the platform. */
  readonly fetch?: typeof fetch;
  /** By default that of the platform. */
  readonly WebSocket?: typeof WebSocket;
  /** By default a WebAssembly library; Node's own is faster. */
  readonly createSha256?: CreateSha256;
  /** Of the waits between attempts. */
  readonly random?: () => number;
}

export interface KnownOptions {
  readonly token: () => Promise<string | null>;
  readonly windowFrames: number;
  readonly reconnectMs: number;
  readonly onDraining: (graceMs: number) => void;
  readonly fetch: typeof fetch;
  readonly WebSocket: typeof WebSocket;
  readonly random: () => number;
}

export function knownOptions(options: ClientOptions): KnownOptions {
  const { token } = options;
  return {
    token: async () => (typeof token === 'function' ? await token() : (token ?? null)),
    windowFrames: options.windowFrames ?? 32,
    reconnectMs: options.reconnectMs ?? 60_000,
    onDraining: options.onDraining ?? (() => {}),
    // Browsers refuse `fetch` as a method of another object.
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    WebSocket: options.WebSocket ?? globalThis.WebSocket,
    random: options.random ?? Math.random,
  };
}
