/**
 * What runs Python engines, seen from the main side.
 *
 * One interpreter is one thread with a Pyodide of its own. It serves one node of one job and is then
 * ended, so that nothing of one job is left for another (I8) and two runs begin alike (I1).
 */
import type { RunAxes } from '../../contracts/engine.ts';
import type { EngineInfo } from '../../contracts/engine-info.ts';
import type { NumericType } from '../../contracts/table.ts';

/** A pure Python wheel, pinned: its bytes are used only if they have this hash. */
export interface PythonWheel {
  /** The file's name, `NAME-VERSION-py3-none-any.whl`. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
}

/** The source of an engine, and what it stands on. */
export interface PythonModule {
  /** The engine's name, as `python://NAME`; the file is NAME.py. */
  readonly name: string;
  readonly source: string;
  /** Over the library, the source and the wheels: what engine pins and run hashes carry. */
  readonly sha256: string;
  readonly isBuiltIn: boolean;
  readonly wheels: readonly PythonWheel[];
}

/** What an engine may be told to reach an Assumptions Manager with. Never logged. */
export interface PythonCredentials {
  readonly am_url: string;
  readonly am_token: string;
  readonly cache_dir: string;
}

export type PythonConfig = Readonly<Record<string, unknown>>;

export interface PythonSeed {
  /** Of the run; `random` is seeded from it and the module's name. */
  readonly seed: number;
  /** Lengths of the run's axes, where they are known already. */
  readonly axes?: RunAxes;
  readonly credentials?: PythonCredentials;
}

/** A column on the bus: `length` elements of `type` from `address`, in `shape`, row by row. */
export interface BoundColumn {
  readonly name: string;
  readonly type: NumericType;
  readonly address: number;
  readonly length: number;
  readonly shape: readonly number[];
}

export interface BoundBlock {
  readonly name: string;
  readonly columns: readonly BoundColumn[];
}

/** One call of runChunk: everything that the node reads and writes. */
export interface PythonCall {
  readonly memory: WebAssembly.Memory;
  readonly axes: RunAxes;
  readonly inputs: readonly BoundBlock[];
  readonly outputs: readonly BoundBlock[];
}

/** What an engine with `evaluates` asks for: parameters to set upstream, metrics to read after it. */
export interface EvaluateRequest {
  readonly parameters: Readonly<Record<string, number>>;
  readonly metrics: readonly string[];
}

export type Evaluate = (request: EvaluateRequest) => Promise<Readonly<Record<string, number>>>;

export interface LogLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** When a call is given up. */
export interface CallLimits {
  /** Ends the thread at once; its reason is thrown. */
  readonly signal: AbortSignal;
  /**
   * Asks the engine to come to an end: KeyboardInterrupt is raised inside. Where runChunk then returns
   * within a second, that is its outcome, and it is partial; else its reason is thrown, with the
   * traceback of where Python was if it told, and the thread is ended.
   */
  readonly interrupt: AbortSignal;
}

export interface PythonRunOptions extends CallLimits {
  /** Without it, `evaluate` raises ExecutionError inside the engine. */
  readonly evaluate?: Evaluate | undefined;
  readonly onLog: (line: LogLine) => void;
}

export interface PythonOutcome {
  readonly rowsProcessed: number;
  readonly warnings: readonly string[];
  readonly metrics: Readonly<Record<string, number>>;
  /** Where a solver leaves the nodes before it, by `NODE.PATH`; null where the engine says nothing of it. */
  readonly parameters: Readonly<Record<string, number>> | null;
  /** The engine says that it stopped before it had finished. */
  readonly isPartial: boolean;
  readonly elapsedMs: number;
  /** Copied from the bus into Python's memory, and back. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Columns copied, in and out: exactly one copy each. */
  readonly copies: number;
  readonly pythonMemoryBytes: number;
}

/**
 * Calls follow one another: open, initialize, run, and again initialize or run. Errors are
 * LiveCalcErrors with the traceback of the engine's own lines in `details`. After any of them the
 * interpreter is only good for being disposed of.
 */
export interface PythonInterpreter extends AsyncDisposable {
  /**
   * Imports the module and asks what its engine is. Throws ENGINE_INIT_FAILED (it cannot be
   * imported, has no engine, its constructor or get_info raised), ENGINE_INVALID (what it says of
   * itself has no meaning), ASSET_CHANGED (a wheel does not have its hash), OUT_OF_MEMORY,
   * TIMEOUT, THREAD_LOST, and the signal's reason. Without an
   * interrupt it may take five minutes.
   */
  open(module: PythonModule, limits?: Partial<CallLimits>): Promise<EngineInfo>;
  /**
   * Initializes the engine, or again, and asks what it is with this config. Throws CONFIG_INVALID
   * (ConfigurationError), ENGINE_INIT_FAILED, and otherwise as open does.
   */
  initialize(
    config: PythonConfig,
    seed: PythonSeed,
    limits?: Partial<CallLimits>,
  ): Promise<EngineInfo>;
  /**
   * Copies the inputs in, calls runChunk, and copies the outputs back. Throws EXECUTION_FAILED,
   * OUT_OF_MEMORY, HANDOFF_FAILED (a buffer cannot be copied), INPUT_SIZE_MISMATCH (a column's
   * shape is not its length), NUMERICAL_ERROR (a metric), THREAD_LOST, and the reason of a signal.
   * What `evaluate` rejects with is raised in the engine as ExecutionError; unless the engine catches
   * it, it is the cause of EXECUTION_FAILED.
   */
  run(call: PythonCall, options: PythonRunOptions): Promise<PythonOutcome>;
  /** Disposes of it, and resolves when its thread has ended and writes nothing any more. */
  stop(): Promise<void>;
  /** Bytes of Python's own memory, which only grows. */
  readonly memoryBytes: number;
}

/** Where interpreters come from; one spare is started ahead. */
export interface PythonRuntime extends AsyncDisposable {
  /** An interpreter that nobody had before. Throws ENGINE_INIT_FAILED where Pyodide does not start. */
  take(): Promise<PythonInterpreter>;
}
