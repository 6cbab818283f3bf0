/** GET /v1/fleet: who works, on what, and what waits. */
import { z } from 'zod';
import { jobIdSchema, jobProgressSchema, jobStates } from './job.ts';
import { workerStatusSchema } from './task.ts';

/** A task in a worker's hands. */
export const busyWithSchema = z.strictObject({
  /** Null where it is another tenant's, of which nothing more is told. */
  jobId: jobIdSchema.nullable(),
  taskId: z.string().nullable(),
  attempt: z.int(),
  forMs: z.number(),
  progress: jobProgressSchema.nullable(),
});

export const fleetWorkerSchema = z.strictObject({
  ...workerStatusSchema.omit({ running: true }).shape,
  running: z.array(busyWithSchema),
});

/** The workers of one version and pool, and what waits for them. */
export const fleetLaneSchema = z.strictObject({
  runtimeVersion: z.string(),
  pool: z.string(),
  workers: z.int(),
  /** Tasks that they can run at the same time. */
  slots: z.int(),
  /** Tasks in their hands. */
  running: z.int(),
  /** Tasks that no worker has, of the jobs that this gateway leads. */
  waiting: z.int(),
  /** Tasks done in a second, lately; null where none was. */
  tasksPerSecond: z.number().nullable(),
  /** How long what is planned will take at this rate; null where nobody can say. */
  secondsLeft: z.number().nullable(),
});

export const fleetStatusSchema = z.strictObject({
  runtimeVersion: z.string(),
  workers: z.array(fleetWorkerSchema),
  lanes: z.array(fleetLaneSchema),
  /** Of all tenants. */
  jobs: z.partialRecord(z.enum(jobStates), z.int()),
});

export type FleetStatus = z.infer<typeof fleetStatusSchema>;
export type FleetWorker = z.infer<typeof fleetWorkerSchema>;
export type FleetLane = z.infer<typeof fleetLaneSchema>;
