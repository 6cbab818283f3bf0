/**
 * The text frames of a socket, subprotocol `livecalc.v1`: JSON, validated in both directions by these
 * schemas. docs/protocol.md tells their order.
 */
import { z } from 'zod';
import { inspectedSchema, inspectSchema, pauseSchema, standingSchema } from './debug.ts';
import { sha256Schema } from '../package-manifest.ts';
import { runResultSchema } from '../run-result.ts';
import { jobIdSchema, jobProgressSchema, jobStates, plannedJobSchema } from './job.ts';
import { problemSchema } from './problem-details.ts';
import { submissionSchema } from './submission.ts';

export const subprotocol = 'livecalc.v1';
/** Within which a socket without an Authorization header names its user. */
export const authenticationTimeoutMs = 5000;
/** Chosen by the client, told back in every message that answers. */
const requestId = z.string().max(100).optional();
const stream = z.int().min(0).max(65_535);
const sequence = z.int().min(0).max(4_294_967_295);

/** Which tables are streamed: absent, all of them. */
const tables = z.array(z.string().min(1)).optional();
/**
 * Frames the client takes before it acknowledges; absent: only the connection's own back-pressure. For
 * clients that cannot stop reading, such as browsers.
 */
const windowFrames = z.int().min(1).max(65_536).optional();

export const clientMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('authenticate'), token: z.string().min(1).max(16_384) }),
  /** Submits a run and streams its tables. */
  z.strictObject({
    type: z.literal('execute'),
    requestId,
    submission: submissionSchema,
    idempotencyKey: z.string().min(1).max(255).optional(),
    /** The run stands before its first node: a worker alone takes it, for debugging. */
    paused: z.boolean().optional(),
    tables,
    windowFrames,
  }),
  /** Streams the tables of a job from their beginning. */
  z.strictObject({
    type: z.literal('attach'),
    requestId,
    jobId: jobIdSchema,
    tables,
    windowFrames,
  }),
  /** Streams tables of a job from the frames that the client does not have. */
  z.strictObject({
    type: z.literal('resume'),
    requestId,
    jobId: jobIdSchema,
    streams: z.array(z.strictObject({ table: z.string().min(1), nextSequence: sequence })).min(1),
    windowFrames,
  }),
  /** All frames of the stream up to and including this one have been used. */
  z.strictObject({ type: z.literal('acknowledge'), stream, sequence }),
  /** No more of this stream is wanted; `complete` does not wait for it. */
  z.strictObject({ type: z.literal('drop'), stream }),
  z.strictObject({ type: z.literal('cancel'), requestId, jobId: jobIdSchema }),
  /** Holds a run as soon as it can, or once at a node; answered when it stands, or has ended. */
  z.strictObject({
    type: z.literal('debug:pause'),
    requestId,
    jobId: jobIdSchema,
    ...pauseSchema.shape,
  }),
  z.strictObject({ type: z.literal('debug:resume'), requestId, jobId: jobIdSchema }),
  /** Runs one node of a run that stands; answered when it stands again, or has ended. */
  z.strictObject({ type: z.literal('debug:step'), requestId, jobId: jobIdSchema }),
  z.strictObject({
    type: z.literal('debug:inspect'),
    requestId,
    jobId: jobIdSchema,
    ...inspectSchema.shape,
  }),
]);

export const serverMessageSchema = z.discriminatedUnion('type', [
  /** The first message. */
  z.strictObject({
    type: z.literal('connected'),
    runtimeVersion: z.string(),
    /** Whether `authenticate` is awaited. */
    authenticate: z.boolean(),
  }),
  /** Answers `execute` first: from here on the job goes on without the socket, and can be cancelled. */
  z.strictObject({
    type: z.literal('accepted'),
    requestId,
    jobId: jobIdSchema,
    status: z.enum(jobStates),
  }),
  /** The job is known and planned. */
  z.strictObject({
    type: z.literal('initialized'),
    requestId,
    jobId: jobIdSchema,
    status: z.enum(jobStates),
    ...plannedJobSchema.shape,
  }),
  /** A table is stored; its frames follow. */
  z.strictObject({
    type: z.literal('stream'),
    jobId: jobIdSchema,
    stream,
    table: z.string(),
    rows: z.int(),
    sizeBytes: z.int(),
    /** Of the whole stored stream. */
    sha256: sha256Schema,
    /** Data frames of the whole stream; the end frame follows them. */
    frames: z.int(),
    /** The first that will be sent. */
    nextSequence: sequence,
  }),
  z.strictObject({
    type: z.literal('progress'),
    jobId: jobIdSchema,
    status: z.enum(jobStates),
    ...jobProgressSchema.shape,
  }),
  /** The job has come to its end, and every frame that was asked for was sent. */
  z.strictObject({ type: z.literal('complete'), jobId: jobIdSchema, result: runResultSchema }),
  /** Answers `cancel`: nothing of the job runs any more. `status` is where it ended. */
  z.strictObject({
    type: z.literal('cancel'),
    requestId,
    jobId: jobIdSchema,
    status: z.enum(jobStates),
  }),
  z.strictObject({
    type: z.literal('debug:paused'),
    requestId,
    jobId: jobIdSchema,
    ...standingSchema.shape,
  }),
  /** The run goes, or has come to its end. */
  z.strictObject({ type: z.literal('debug:running'), requestId, jobId: jobIdSchema }),
  z.strictObject({
    type: z.literal('debug:inspected'),
    requestId,
    jobId: jobIdSchema,
    ...inspectedSchema.shape,
  }),
  /**
   * With a jobId and no requestId: how the job ended. Otherwise it answers a message, whose requestId
   * it has where that could be read; or it says why the socket is closed next.
   */
  z.strictObject({
    type: z.literal('error'),
    requestId,
    jobId: jobIdSchema.optional(),
    error: problemSchema,
  }),
  /** The server goes down: running jobs may finish within this time, others must go elsewhere. */
  z.strictObject({ type: z.literal('draining'), graceMs: z.int() }),
]);

export type ClientMessage = z.infer<typeof clientMessageSchema>;
export type ClientMessageInput = z.input<typeof clientMessageSchema>;
export type ServerMessage = z.infer<typeof serverMessageSchema>;
