/**
 * What happened in a run: execution.json, beside result.json. It is for people who look inside, and
 * part of no hash: two runs with one result have two records (I1). It holds no token and no path but
 * those that the configuration gives.
 */
import { z } from 'zod';
import { nodeReportSchema } from './node-report.ts';
import { runResultSchema } from './run-result.ts';

/** What its file is called, beside the tables. */
export const executionFileName = 'execution.json';

const milliseconds = z.number().min(0);
const bytes = z.int().min(0);

/** A step of the run around its nodes: read, prepare, run, hash. */
export const stepReportSchema = z.strictObject({
  name: z.string(),
  /** From the start of the record. */
  startedMs: milliseconds,
  ms: milliseconds,
});

/** A part of the memory that WebAssembly engines share. */
export const busRegionSchema = z.strictObject({
  /** `bus://results/scenarios`, or what it is reserved for. */
  name: z.string(),
  address: bytes,
  bytes,
});

export const recordedNodeSchema = nodeReportSchema.extend({
  sha256: z.string(),
  /** Defaults filled in. */
  config: z.record(z.string(), z.unknown()),
});

const { runHash, resultHash, threads, engines, inputs, assumptions, warnings } =
  runResultSchema.shape;

export const executionRecordSchema = z.strictObject({
  v: z.literal(1),
  runtimeVersion: z.string(),
  runHash,
  resultHash,
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  machine: z.strictObject({
    /** `linux x64` */
    system: z.string(),
    /** `Node 24.21.0` */
    runtime: z.string(),
    /** That the process may use. */
    cores: z.int(),
    memoryBytes: bytes,
  }),
  threads,
  memory: z.strictObject({
    /** Of the bus, as planned. */
    busBytes: bytes,
    /** execution.memoryMb. */
    limitBytes: bytes,
    /** The most that the process ever held, all of it; null where that is not known. */
    peakBytes: bytes.nullable(),
  }),
  /** The configuration with every default filled in. */
  parameters: z.record(z.string(), z.unknown()),
  engines,
  inputs,
  /** Inputs that came from an Assumptions Manager. */
  assumptions,
  steps: z.array(stepReportSchema),
  /** In the order they were planned; their times count from the start of the step `run`. */
  nodes: z.array(recordedNodeSchema),
  bus: z.array(busRegionSchema),
  warnings,
});

export type ExecutionRecord = z.infer<typeof executionRecordSchema>;
export type RecordedNode = z.infer<typeof recordedNodeSchema>;
export type StepReport = z.infer<typeof stepReportSchema>;
export type BusRegion = z.infer<typeof busRegionSchema>;
