/**
 * What the runtime knows of an engine: its description, and the adapter through which it is called.
 *
 * An engine is one or more map stages, each over one axis, and a finalize. The runtime hands a stage
 * one unit at a time (a block of 256 rows, a tile of 64 scenarios, or everything at once), merges
 * what the units return (I3) and hands the reduced partials to finalize. An engine never adds
 * across units, so it cannot depend on how the work was cut (I1).
 */
import { z } from 'zod';

/**
 * An axis of a column: one of the run's (`row`, `scenario`, `tile` of 64 scenarios, `time`,
 * `group`), a fixed number of elements, or a name of the engine's own whose length the data give.
 */
const axis = z.union([z.string().min(1), z.int().positive()]);

const numericType = z.enum(['i32', 'u32', 'f64']);

const inputColumn = z.strictObject({
  name: z.string().min(1),
  type: numericType,
  axes: z.array(axis).min(1),
  description: z.string().default(''),
});

const outputColumn = z.strictObject({
  name: z.string().min(1),
  type: numericType,
  axes: z.array(axis).min(1),
  /** The stage that writes it, or `finalize`. */
  stage: z.string().min(1),
  /**
   * How the units' partials combine: `sum` adds them in the fixed tree (I3), `concat` says that
   * the first axis is the stage's own and each unit writes its slice in place. Not for `finalize`.
   */
  combine: z.enum(['sum', 'concat']).optional(),
  /** A count that becomes the run's warning `{count} {warning}` when it is not zero. */
  warning: z.string().optional(),
  /** Computed only where one of these output blocks is wanted; absent: always. */
  for: z.array(z.string()).optional(),
  description: z.string().default(''),
});

const scratchColumn = z.strictObject({
  name: z.string().min(1),
  type: numericType,
  axes: z.array(axis).min(1),
});

export const engineInfoSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_-]*$/, 'a name of lower-case letters, digits, - and _'),
  version: z.string().min(1),
  /** `projection`, `esg`, `solver`, or the engine's own. */
  engine_type: z.string().min(1),
  supports_assumptions_manager: z.boolean().default(false),
  /** Bytes of the largest column the engine can address. */
  max_buffer_size: z.int().positive().default(4_294_967_295),
  description: z.string().default(''),
  /** How it arrives at its numbers, for example `discount-once`: reported with the result. */
  method: z.string().optional(),
  /** JSON Schema of the config: an object of numbers, booleans and enumerations of strings. */
  parameters: z.looseObject({ type: z.literal('object') }),
  inputs: z.array(
    z.strictObject({ name: z.string().min(1), columns: z.array(inputColumn).min(1) }),
  ),
  stages: z
    .array(z.strictObject({ name: z.string().min(1), over: z.enum(['row', 'scenario', 'none']) }))
    .min(1),
  outputs: z.array(
    z.strictObject({
      name: z.string().min(1),
      /** Seen by the engine's own later stages only. */
      internal: z.boolean().default(false),
      columns: z.array(outputColumn).min(1),
    }),
  ),
  /** Memory of a thread's own that lives during one call. */
  scratch: z.array(scratchColumn).default([]),
});

export type EngineInfo = z.infer<typeof engineInfoSchema>;
export type EngineInputColumn = z.infer<typeof inputColumn>;
export type EngineOutputColumn = z.infer<typeof outputColumn>;

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

/** A chunk and the columns it reads, in the order the engine declares them. */
export interface ChunkInput {
  readonly chunk: Chunk;
  readonly axes: RunAxes;
  readonly columns: readonly BusColumn[];
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
  /** Maps one unit. Throws ENGINE_FAILED with the engine's own message, row and column. */
  runChunk(input: ChunkInput, output: ChunkOutput): ExecutionResult;
  /** Turns the reduced partials in `output` into the outputs of stage `finalize`. */
  finalize?(input: ChunkInput, output: ChunkOutput): ExecutionResult;
  dispose(): void;
}
