/** What became of a node of the pipeline. */
import { z } from 'zod';
import { errorCodes, type ErrorCode } from './errors.ts';

export const nodeStatuses = [
  'succeeded',
  'failed',
  'timedOut',
  /** Its `when` did not hold. */
  'skipped',
  /** A node that it reads from did not succeed. */
  'cancelled',
  /** It failed, and what its `onError` names stands in its place. */
  'fellBack',
] as const;
export type NodeStatus = (typeof nodeStatuses)[number];

const milliseconds = z.number().min(0);
const bytes = z.int().min(0);

/** The error that a node ended with. */
export const nodeFailureSchema = z.strictObject({
  node: z.string(),
  engine: z.string(),
  code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  /** Its failure does not fail the run: it is optional, or another stands in its place. */
  isOptional: z.boolean().default(false),
  chunk: z.int().optional(),
  traceback: z.string().optional(),
  hint: z.string().optional(),
  /** SHA-256 by name of what it was reading. */
  inputs: z.record(z.string(), z.string()).default({}),
});

/** One pass of a stage: a solver has some more than once. */
export const stageReportSchema = z.strictObject({
  stage: z.string(),
  startedMs: milliseconds,
  ms: milliseconds,
  chunks: z.int(),
  /** Of its chunks, each on its thread; null where they ran elsewhere. */
  chunkMs: z
    .strictObject({ min: milliseconds, mean: milliseconds, max: milliseconds })
    .nullable()
    .default(null),
});

const blockReportSchema = z.strictObject({
  /** `bus://results/scenarios` */
  name: z.string(),
  columns: z.array(
    z.strictObject({ name: z.string(), type: z.string(), shape: z.array(z.int()), bytes }),
  ),
});

export const nodeReportSchema = z.strictObject({
  id: z.string(),
  /** `wasm://projection` */
  engine: z.string(),
  status: z.enum(nodeStatuses),
  /** 0 for one that did not run. */
  attempts: z.int(),
  /** From the start of the run; 0 for one that did not run. */
  startedMs: milliseconds,
  ms: milliseconds,
  /** Passes beyond the first, for a solver. */
  evaluations: z.int(),
  stages: z.array(stageReportSchema),
  /** What the engine returned of itself. */
  metrics: z.record(z.string(), z.number()),
  /** Of a solver: where it has left the nodes before it, by `NODE.PATH`; null for other nodes. */
  parameters: z.record(z.string(), z.number()).nullable().default(null),
  /** It stopped before it had finished, and left what it had. */
  isPartial: z.boolean(),
  /** Between the bus and an engine's own memory: none for WebAssembly engines. */
  copies: z.int(),
  bytesCopied: bytes,
  /** An engine's own, beside the bus; 0 for WebAssembly engines. */
  memoryBytes: bytes,
  blocks: z.array(blockReportSchema),
  warnings: z.array(z.string()),
  /** The last lines that it printed. */
  log: z.array(z.string()),
  failure: nodeFailureSchema.nullable(),
  /** A node, or `values`. */
  fallback: z.string().nullable(),
});

export type NodeReport = z.infer<typeof nodeReportSchema>;
export type NodeFailure = z.infer<typeof nodeFailureSchema>;
export type BlockReport = z.infer<typeof blockReportSchema>;
export type StageReport = z.infer<typeof stageReportSchema>;
