/** Starts interpreters from a snapshot where there can be one, and plainly where not. */
import type { PythonInterpreter } from './interpreter.ts';
import { Conversation } from './conversation.ts';
import type { StartSettings } from './messages.ts';
import type { StartPythonThread } from './python-thread.ts';
import type { StartOptions } from './spare-runtime.ts';
import { ThreadInterpreter } from './thread-interpreter.ts';

/** Where snapshots are kept between processes. Neither function throws. */
export interface SnapshotStore {
  /** The verified bytes, or null. */
  read(): Promise<Uint8Array | null>;
  write(bytes: Uint8Array): Promise<void>;
}

/** Where nothing outlives the process or the page. */
export const noSnapshotStore: SnapshotStore = {
  read: () => Promise.resolve(null),
  write: () => Promise.resolve(),
};

/** No longer than a plain start and a bit. */
const makingTimeoutMs = 60_000;

export class SnapshotStart {
  readonly #startThread: StartPythonThread;
  readonly #settings: Omit<StartSettings, 'snapshot'>;
  readonly #store: SnapshotStore | null;
  #snapshot: Promise<Uint8Array | null> | null = null;

  /** Without a store it always starts plainly. */
  constructor(
    startThread: StartPythonThread,
    settings: Omit<StartSettings, 'snapshot'>,
    store: SnapshotStore | null,
  ) {
    this.#startThread = startThread;
    this.#settings = settings;
    this.#store = store;
  }

  /** Throws ENGINE_INIT_FAILED where Pyodide does not start plainly either. */
  async start(options: StartOptions): Promise<PythonInterpreter> {
    this.#snapshot ??= this.#find();
    const snapshot = await this.#snapshot;
    if (snapshot !== null) {
      try {
        return await this.#startWith(snapshot, options);
      } catch {
        // Snapshots are private to Pyodide: what they cannot do, the plain start can.
        this.#snapshot = Promise.resolve(null);
      }
    }
    return await this.#startWith(null, options);
  }

  async #startWith(snapshot: Uint8Array | null, options: StartOptions): Promise<PythonInterpreter> {
    const settings = { ...this.#settings, snapshot };
    return await ThreadInterpreter.start(this.#startThread(), settings, options);
  }

  async #find(): Promise<Uint8Array | null> {
    if (this.#store === null) return null;
    const kept = await this.#store.read();
    if (kept !== null) return kept;
    const made = await this.#make().catch(() => null);
    if (made === null) return null;
    const shared = inSharedMemory(made);
    await this.#store.write(shared);
    return shared;
  }

  async #make(): Promise<Uint8Array> {
    const conversation = new Conversation(this.#startThread());
    try {
      return (await conversation.ask(
        { kind: 'makeSnapshot', settings: { ...this.#settings, snapshot: null } },
        { moment: 'start', signal: AbortSignal.timeout(makingTimeoutMs) },
      )) as Uint8Array;
    } finally {
      await conversation.end('the snapshot is made');
    }
  }
}

/** So that threads are given the bytes and no copy of them. */
export function inSharedMemory(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}
