/** A job as it is told of: the same on one worker and on a fleet. */
import { z } from 'zod';
import { sha256Schema } from '../package-manifest.ts';
import { runResultSchema } from '../run-result.ts';
import { problemSchema } from './problem-details.ts';

/**
 * PENDING: it waits, `waitingFor` says for what. SCHEDULED: it has been given to workers, none has
 * begun. RUNNING. Then one of COMPLETED, FAILED, CANCELLED; UNKNOWN where nobody can say.
 */
export const jobStates = [
  'PENDING',
  'SCHEDULED',
  'RUNNING',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'UNKNOWN',
] as const;

export type JobState = (typeof jobStates)[number];

export const finalStates: ReadonlySet<JobState> = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

export const jobIdSchema = z.uuid('the id of a job, a UUID');

/** What is known once inputs were read and the run was planned. */
export const plannedJobSchema = z.strictObject({
  runHash: sha256Schema,
  /** Nodes of the pipeline in the order they run. */
  executionOrder: z.array(z.string()),
  /** Of the memory that the engines share. */
  memoryBytes: z.int(),
});

export const jobProgressSchema = z.strictObject({
  /** `read`, `projection.value`, `write`, ... */
  stage: z.string(),
  /** Chunks of the stage; both 0 where it is one piece. */
  done: z.int(),
  total: z.int(),
});

/** A table whose Arrow IPC stream is stored. */
export const storedTableSchema = z.strictObject({
  table: z.string(),
  rows: z.int(),
  sizeBytes: z.int(),
  /** Of the stream's bytes. */
  sha256: sha256Schema,
});

/** The answer to a submission. */
export const submittedJobSchema = z.strictObject({
  jobId: jobIdSchema,
  status: z.enum(jobStates),
  ...plannedJobSchema.shape,
  /** Where the results are streamed from, relative to the server: a WebSocket. */
  streamUrl: z.string(),
  createdAt: z.iso.datetime(),
});

export const jobStatusSchema = z.strictObject({
  jobId: jobIdSchema,
  status: z.enum(jobStates),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  /** Why a PENDING job waits. */
  waitingFor: z.string().nullable(),
  planned: plannedJobSchema.nullable(),
  progress: jobProgressSchema.nullable(),
  tables: z.array(storedTableSchema),
  /** Of a COMPLETED job. */
  result: runResultSchema.nullable(),
  /** Of a FAILED or CANCELLED one. */
  error: problemSchema.nullable(),
});

export type PlannedJob = z.infer<typeof plannedJobSchema>;
export type JobProgress = z.infer<typeof jobProgressSchema>;
export type StoredTable = z.infer<typeof storedTableSchema>;
export type SubmittedJob = z.infer<typeof submittedJobSchema>;
export type JobStatus = z.infer<typeof jobStatusSchema>;
