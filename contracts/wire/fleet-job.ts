/** A job as a gateway tells of it: what a worker tells, and what became of its tasks. */
import { z } from 'zod';
import { jobIdSchema, jobStates, jobStatusSchema } from './job.ts';

/** The answer to a submission. */
export const submittedFleetJobSchema = z.strictObject({
  jobId: jobIdSchema,
  status: z.enum(jobStates),
  /** Where the results are streamed from, relative to the server: a WebSocket. */
  streamUrl: z.string(),
  /** The same in full. */
  websocketUrl: z.string(),
  createdAt: z.iso.datetime(),
  /** The job whose result it has, where the store knew the run already. */
  answeredFrom: jobIdSchema.nullable(),
});

/** A change of state; they are never changed themselves. */
export const jobTransitionSchema = z.strictObject({
  at: z.iso.datetime(),
  from: z.enum(jobStates).nullable(),
  to: z.enum(jobStates),
  /** A sentence. */
  reason: z.string(),
  /** `user SUBJECT`, `gateway ID`, `worker ID`. */
  by: z.string(),
});

/** Chunks of all stages that were cut so far. */
export const jobChunksSchema = z.strictObject({
  done: z.int(),
  /** In the queue or in a worker's hands. */
  running: z.int(),
  waiting: z.int(),
});

export const jobAttemptsSchema = z.strictObject({
  /** Times that tasks were handed out. */
  made: z.int(),
  /** Of these: came to nothing. */
  lost: z.int(),
  /** Of these: given back by a worker that went down, which is no failure. */
  preempted: z.int(),
  /** A task that is lost more often than this fails the job. */
  most: z.int(),
});

/** What a gateway knows beyond what a worker does. */
const fleetFacts = {
  answeredFrom: jobIdSchema.nullable(),
  deadlineAt: z.iso.datetime().nullable(),
  /** The version that began it, which finishes it; null before that. */
  runtimeVersion: z.string().nullable(),
  /** The workers that may take its tasks. */
  pool: z.string(),
  isCancelRequested: z.boolean(),
};

/** GET /v1/jobs/{jobId}. */
export const fleetJobSchema = z.strictObject({
  ...jobStatusSchema.shape,
  ...fleetFacts,
  chunks: jobChunksSchema,
  attempts: jobAttemptsSchema,
  /** The first to the last. */
  transitions: z.array(jobTransitionSchema),
});

/** A job in a list: without its result. */
export const listedJobSchema = z.strictObject({
  ...jobStatusSchema.omit({ result: true, tables: true, planned: true }).shape,
  ...fleetFacts,
  runHash: z.string().nullable(),
  /** Null without a result, and for a partial one. */
  resultHash: z.string().nullable(),
  /** Whether it has a result that a failure has shaped: it has no hash and answers nobody else. */
  isPartial: z.boolean(),
});

/** GET /v1/jobs. */
export const jobListSchema = z.strictObject({
  /** The newest first. */
  jobs: z.array(listedJobSchema),
  /** Given as `cursor`, it asks for the next page; null after the last. */
  nextCursor: z.string().nullable(),
});

export type SubmittedFleetJob = z.infer<typeof submittedFleetJobSchema>;
export type FleetJob = z.infer<typeof fleetJobSchema>;
export type ListedJob = z.infer<typeof listedJobSchema>;
export type JobList = z.infer<typeof jobListSchema>;
export type JobTransition = z.infer<typeof jobTransitionSchema>;
