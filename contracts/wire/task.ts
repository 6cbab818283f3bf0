/**
 * Work as a gateway hands it out, and what workers answer.
 *
 * A run is a sequence of stages. Most are small: whoever needs them runs them again (I1). A stage that
 * takes long is spread: its units are cut into chunks, aligned subtrees of the one tree (I3), and what
 * they leave is merged into the stage's product. `advance` runs a job from its start, with the products
 * that are known put in their places, until it is finished or has reached the next stage to be spread.
 */
import { z } from 'zod';
import { errorCodes, type ErrorCode } from '../errors.ts';
import { assetPathSchema, sha256Schema } from '../package-manifest.ts';
import { jobIdSchema, jobProgressSchema, plannedJobSchema, storedTableSchema } from './job.ts';
import { problemSchema } from './problem-details.ts';

/** Bytes in the object store, under the tenant of the job. */
export const objectRefSchema = z.strictObject({ sha256: sha256Schema, sizeBytes: z.int().min(0) });

/**
 * Units [begin, begin + count) of a stage. `count` is a power of two and divides `begin`; where that
 * leads past the stage's last unit, it ends there.
 */
export const unitRangeSchema = z.strictObject({ begin: z.int().min(0), count: z.int().min(1) });

/** The columns of a partial, which lie side by side, each at a multiple of 64 bytes. */
export const sumColumnSchema = z.strictObject({
  type: z.enum(['i32', 'u32', 'f64']),
  length: z.int().min(0),
});

/** A stage to be spread. */
export const frontierSchema = z.strictObject({
  /** The stage's number among those that can be spread, in the order the run reaches them, from 0. */
  stage: z.int().min(0),
  /** `projection.project`, for people. */
  label: z.string(),
  units: z.int().min(1),
  /** Every range is a multiple of so many units: a power of two. */
  grain: z.int().min(1),
  /** Measured: milliseconds of one unit on one worker. */
  unitMs: z.number().min(0),
  /** What ranges leave to be added; none where they only write in place. */
  sums: z.array(sumColumnSchema),
  /** Whether a range also writes parts of columns in place: its slice. */
  isSliced: z.boolean(),
  /** Whether the run may end with a result though the stage fails. */
  mayFail: z.boolean(),
});

/** What a spread stage has left. */
export const stageProductSchema = z.strictObject({
  stage: z.int().min(0),
  /** The merged sums; null where the stage has none. */
  sums: objectRefSchema.nullable(),
  /** In the order of their ranges. */
  slices: z.array(z.strictObject({ range: unitRangeSchema, object: objectRefSchema })),
  /** It has left nothing, because a range of it failed: whoever comes to it runs it undivided. */
  isUndivided: z.boolean(),
});

/** The object that `task.products` names. */
export const stageProductsSchema = z.array(stageProductSchema);

/** The object that `task.model` names: a run, its files by hash. */
export const taskModelSchema = z.strictObject({
  /** A livecalc.config.json; what follows `local://` in it are paths of `assets`. */
  config: z.record(z.string(), z.unknown()),
  assets: z.record(assetPathSchema, objectRefSchema),
  /** SHA-256 by name of the built-in engines that the model was made for. */
  engines: z.record(z.string(), sha256Schema),
});

/** Lower-case letters, digits and -: a name in a subject of the queue. */
export const poolSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a name of lower-case letters, digits and -');

/** Workers of this pool run built-in engines for everybody; others belong to one tenant each. */
export const sharedPool = 'shared';

/** What a stored table is converted to. */
export const representationSchema = z.enum(['parquet', 'csv', 'json']);

/**
 * The pool of a lane that takes tasks of every pool: for the one worker of an embedded gateway. Where
 * several workers share a queue each has a pool of its own.
 */
export const everyPool = '*';

const taskHead = {
  /** `JOB.advance.0`, `JOB.chunk.STAGE.BEGIN.COUNT`, `JOB.convert.TABLE.FORMAT`. */
  taskId: z.string().max(200),
  jobId: jobIdSchema,
  tenant: z.string(),
  /** From 1; told back in the outcome. */
  attempt: z.int().min(1),
  /** Only a worker of this version may take it. */
  runtimeVersion: z.string(),
  pool: poolSchema,
  /** Whether the model brings code: its process holds nothing else and is discarded with the job (I8). */
  bringsCode: z.boolean(),
  /** Bearer token for the tenant's objects, for this job. */
  objectToken: z.string(),
  /** When the job must be done; null where it has all time. */
  deadlineAt: z.iso.datetime().nullable(),
  /** W3C trace context. */
  traceparent: z.string().nullable(),
};

export const taskSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...taskHead,
    kind: z.literal('advance'),
    model: objectRefSchema,
    /** Products that are known; null for none. */
    products: objectRefSchema.nullable(),
    /** A stage that would take the worker longer than this is to be spread. */
    spreadAboveMs: z.number().min(0),
  }),
  z.strictObject({
    ...taskHead,
    kind: z.literal('chunk'),
    model: objectRefSchema,
    products: objectRefSchema.nullable(),
    runHash: sha256Schema,
    /** SHA-256 by name of every engine of the run. */
    engines: z.record(z.string(), sha256Schema),
    stage: z.int().min(0),
    range: unitRangeSchema,
  }),
  z.strictObject({
    ...taskHead,
    kind: z.literal('convert'),
    /** Its Arrow IPC stream. */
    table: storedTableSchema,
    format: representationSchema,
  }),
]);

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];

export const taskErrorSchema = z.strictObject({
  code: z.enum(codes),
  message: z.string(),
  ...problemSchema.shape.details.shape,
});

/** Bytes that an outcome is about: in the message after its head, or stored where they are many. */
export const payloadSchema = z.strictObject({ ...objectRefSchema.shape, isInline: z.boolean() });

const outcomeHead = {
  taskId: z.string().max(200),
  jobId: jobIdSchema,
  tenant: z.string(),
  attempt: z.int().min(1),
  worker: z.string(),
  runtimeVersion: z.string(),
  /** Of the worker's threads together, waiting not counted. */
  computeMs: z.number().min(0),
};

export const taskOutcomeSchema = z.discriminatedUnion('kind', [
  /** An `advance` has come to a stage to be spread. */
  z.strictObject({
    ...outcomeHead,
    kind: z.literal('reached'),
    planned: plannedJobSchema,
    engines: z.record(z.string(), sha256Schema),
    frontier: frontierSchema,
  }),
  /** An `advance` has come to the end; the payload is the result as JSON, tables are stored objects. */
  z.strictObject({
    ...outcomeHead,
    kind: z.literal('finished'),
    planned: plannedJobSchema,
    /** Null for a partial result. */
    resultHash: sha256Schema.nullable(),
    tables: z.array(storedTableSchema),
    /** The execution record, a stored object; workers before version 0.6.0 leave none. */
    record: objectRefSchema.optional(),
    payload: payloadSchema,
  }),
  /** The payload holds the sums of the range; null where the stage has none. */
  z.strictObject({
    ...outcomeHead,
    kind: z.literal('chunk'),
    stage: z.int().min(0),
    range: unitRangeSchema,
    engines: z.record(z.string(), sha256Schema),
    payload: payloadSchema.nullable(),
    slice: objectRefSchema.nullable(),
  }),
  z.strictObject({ ...outcomeHead, kind: z.literal('converted'), object: objectRefSchema }),
  /** What is wrong with model or engine: another worker would find the same. */
  z.strictObject({ ...outcomeHead, kind: z.literal('failed'), error: taskErrorSchema }),
  /** It was not done, and another worker could do it. `preempted` is no failure. */
  z.strictObject({
    ...outcomeHead,
    kind: z.literal('returned'),
    reason: z.enum(['preempted', 'lost']),
    error: taskErrorSchema,
  }),
]);

/** What a worker tells all gateways every second, and when it changes. Losable. */
export const workerStatusSchema = z.strictObject({
  /** Anew at every start. */
  worker: z.uuid(),
  /** The pod it runs in; null outside of Kubernetes. */
  pod: z.string().nullable(),
  runtimeVersion: z.string(),
  /** `*` where it takes tasks of every pool. */
  pool: z.union([poolSchema, z.literal(everyPool)]),
  /** Tasks that it runs at the same time. */
  slots: z.int().min(1),
  threads: z.int().min(1),
  state: z.enum(['ready', 'draining', 'gone']),
  startedAt: z.iso.datetime(),
  running: z.array(
    z.strictObject({
      taskId: z.string(),
      jobId: jobIdSchema,
      attempt: z.int(),
      /** How long it has been at it. */
      forMs: z.number(),
      progress: jobProgressSchema.nullable(),
    }),
  ),
  tasksDone: z.int(),
  residentBytes: z.int(),
});

export type ObjectRef = z.infer<typeof objectRefSchema>;
export type UnitRange = z.infer<typeof unitRangeSchema>;
export type SumColumn = z.infer<typeof sumColumnSchema>;
export type Frontier = z.infer<typeof frontierSchema>;
export type Representation = z.infer<typeof representationSchema>;
export type StageProductRef = z.infer<typeof stageProductSchema>;
export type TaskModel = z.infer<typeof taskModelSchema>;
export type Task = z.infer<typeof taskSchema>;
export type TaskKind = Task['kind'];
export type TaskOf<Kind extends TaskKind> = Extract<Task, { kind: Kind }>;
export type TaskOutcome = z.infer<typeof taskOutcomeSchema>;
export type OutcomeOf<Kind extends TaskOutcome['kind']> = Extract<TaskOutcome, { kind: Kind }>;
export type TaskError = z.infer<typeof taskErrorSchema>;
export type WorkerStatus = z.infer<typeof workerStatusSchema>;

/** Payloads of more bytes are stored as objects: messages of NATS hold 1 MiB. */
export const inlinePayloadBytes = 512 * 1024;
