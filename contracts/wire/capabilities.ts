/** What a worker can do, found out by doing it. */
import { z } from 'zod';
import { sha256Schema } from '../package-manifest.ts';

const engineSchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  sha256: sha256Schema,
  /** Whether these are the bytes that this version was released with. */
  isReleased: z.boolean(),
});

/** What a process finds out about itself. */
export const probeSchema = z.strictObject({
  /** Of LiveCalc. */
  runtimeVersion: z.string(),
  nodeVersion: z.string(),
  /** `linux`, ... and `x64`, `arm64`, ... as Node names them. */
  platform: z.string(),
  architecture: z.string(),
  /** A module of SIMD128 instructions was compiled and run, and its result was right. */
  simd128: z.boolean(),
  /** Two threads shared a memory: one slept on it until the other woke it, and each saw what the other wrote. */
  sharedMemory: z.boolean(),
  /** The largest power of two, 4096 at most, that every column of the tiny valuation lies at a multiple of. */
  columnAlignmentBytes: z.int(),
  /** A tiny valuation through every built-in engine, and what its result hash should be. */
  selfTest: z.strictObject({
    resultHash: sha256Schema,
    expectedHash: sha256Schema,
    isEqual: z.boolean(),
  }),
  engines: z.array(engineSchema),
});

/** An interpreter that was started; null where none could be, so that Python engines cannot be run. */
export const pyodideSchema = z.strictObject({ version: z.string() }).nullable();

export const capabilitiesSchema = z.strictObject({
  ...probeSchema.shape,
  pyodide: pyodideSchema,
  limits: z.strictObject({
    /** Of one run. */
    threads: z.int(),
    /** Of one run: all memory of its process, MiB. */
    memoryMb: z.int(),
    /** Of one run: the part of it that is JavaScript's heap, MiB. */
    heapMb: z.int(),
    /** Runs that are valued or planned at the same time. */
    processes: z.int(),
  }),
});

export type FoundPyodide = z.infer<typeof pyodideSchema>;
export type Probe = z.infer<typeof probeSchema>;
export type Capabilities = z.infer<typeof capabilitiesSchema>;
