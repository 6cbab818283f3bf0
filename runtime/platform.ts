/** What differs between Node and a browser, behind one interface. */
import type { CreateSha256 } from '../contracts/sha256.ts';
import type { PythonRuntime } from '../engines-wasm/python/interpreter.ts';

/** A thread that runs pool/thread.ts. */
export interface ThreadHandle {
  post(message: unknown): void;
  /** Called once for each message the thread posts. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called when the thread ends without being asked to, with what is known of the reason. */
  onLost(listener: (reason: string) => void): void;
  /** Resolves when it has ended, as far as the platform tells: a browser does not. */
  terminate(): Promise<void>;
}

export interface Platform {
  readonly createSha256: CreateSha256;
  startThread(): ThreadHandle;
  /** Where Python engines run; null where there is no Pyodide. */
  readonly python: PythonRuntime | null;
  /** Cores this process may use. */
  readonly availableThreads: number;
  /** Memory a run may take on this machine, in bytes. */
  readonly machineMemoryBytes: number;
}
