/** The adapter through which the runtime calls an engine, and what passes through it. */
import type { EngineInfo } from './engine-info.ts';

/** An engine's config: values of the parameters its JSON Schema declares. */
export type EngineConfig = Readonly<Record<string, unknown>>;

/** Handed to an engine that supports the Assumptions Manager, and to no other. */
export interface Credentials {
  readonly url: string;
  readonly token: string;
  readonly cacheDir: string;
}

/** Lengths of the run's axes. */
export interface RunAxes {
  readonly row: number;
  /** Policies behind the rows: as many as rows, unless rows are model points. */
  readonly member: number;
  readonly scenario: number;
  readonly time: number;
  readonly group: number;
  /** Steps of the time axis in one year: data, never a constant. */
  readonly stepsPerYear: number;
}

/** A contiguous column in the run's memory. */
export interface BusColumn {
  /** Byte address. */
  readonly address: number;
  /** Number of elements. */
  readonly length: number;
  /** Elements per step along the first axis. */
  readonly stride: number;
}

/** One unit of a stage: `begin` to `end` (exclusive) along the stage's axis, in the axis' own steps. */
export interface Chunk {
  readonly stage: number;
  readonly begin: number;
  readonly end: number;
  /** The scenarios it spans. */
  readonly scenarioBegin: number;
  readonly scenarioEnd: number;
}

/** A chunk and the columns it reads, in declared order; null for an optional one that is absent. */
export interface ChunkInput {
  readonly chunk: Chunk;
  readonly axes: RunAxes;
  readonly columns: readonly (BusColumn | null)[];
}

/** Where a chunk's outputs go, in declared order; null where nobody asked. */
export interface ChunkOutput {
  readonly columns: readonly (BusColumn | null)[];
}

export interface ExecutionResult {
  readonly success: boolean;
  readonly execution_time_ms: number;
  readonly rows_processed: number;
  readonly bytes_written: number;
  readonly warnings: readonly string[];
  readonly error_message: string;
}

/**
 * The adapter the executor calls. Lifecycle: not initialised -> initialised <-> running ->
 * disposed -> may be initialised again. `dispose` never throws.
 */
export interface ICalcEngine {
  readonly isInitialized: boolean;
  /** The config has been checked against the engine's parameters, defaults filled in. */
  initialize(config: EngineConfig, credentials?: Credentials): void | Promise<void>;
  getInfo(): EngineInfo;
  /** Maps one unit. Throws EXECUTION_FAILED with the engine's own message, row and column. */
  runChunk(input: ChunkInput, output: ChunkOutput): ExecutionResult;
  /** Turns the reduced partials in `output` into the outputs of stage `finalize`. */
  finalize?(input: ChunkInput, output: ChunkOutput): ExecutionResult;
  dispose(): void;
}
