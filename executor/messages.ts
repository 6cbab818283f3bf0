/**
 * What the server and a process of its executors tell each other.
 *
 * The server makes its messages itself, so their types suffice. What a process says is checked: it has
 * run what a user sent.
 */
import { z } from 'zod';
import { errorCodes, type ErrorCode } from '../contracts/errors.ts';
import { runResultSchema } from '../contracts/run-result.ts';
import { probeSchema, pyodideSchema } from '../contracts/wire/capabilities.ts';
import { debugAnswerSchema, type DebugCommand } from '../contracts/wire/debug.ts';
import { sha256Schema } from '../contracts/package-manifest.ts';
import { jobProgressSchema, plannedJobSchema, storedTableSchema } from '../contracts/wire/job.ts';
import { problemSchema } from '../contracts/wire/problem-details.ts';
import { frontierSchema, objectRefSchema } from '../contracts/wire/task.ts';
import type { Conversion, RunPart, RunTask } from './executor.ts';

export type ToProcess =
  | { readonly type: 'probe' }
  | { readonly type: 'probe-python' }
  /** Answered by `planned` or `failed`. */
  | { readonly type: 'plan'; readonly task: RunTask }
  /** Values what was planned: `progress`, `table`, `record`, then `completed` or `failed`. */
  | { readonly type: 'run' }
  /** For the run that is under way; answered by `debugged` with the same number. */
  | { readonly type: 'debug'; readonly number: number; readonly command: DebugCommand }
  /** Lets go of what was planned. */
  | { readonly type: 'release' }
  /** Runs a part of a job: `progress`, then `part-done` or `failed`. Unless it finished the run, it is held. */
  | { readonly type: 'part'; readonly part: RunPart }
  /** Lets go of the run that is held. */
  | { readonly type: 'forget' }
  /** Answered by `converted` or `failed`. */
  | { readonly type: 'convert'; readonly conversion: Conversion };

const errorSchema = z.strictObject({
  code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  ...problemSchema.shape.details.shape,
});

const computeMs = z.number().min(0);
const enginesSchema = z.record(z.string(), sha256Schema);

const partOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('reached'),
    computeMs,
    planned: plannedJobSchema,
    engines: enginesSchema,
    frontier: frontierSchema,
  }),
  z.strictObject({
    kind: z.literal('finished'),
    computeMs,
    planned: plannedJobSchema,
    result: runResultSchema,
    tables: z.array(storedTableSchema).readonly(),
    record: objectRefSchema,
  }),
  z.strictObject({
    kind: z.literal('chunk'),
    computeMs,
    engines: enginesSchema,
    sums: objectRefSchema.nullable(),
    slice: objectRefSchema.nullable(),
  }),
]);

export const fromProcessSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('probed'), probe: probeSchema }),
  z.strictObject({ type: z.literal('python-probed'), pyodide: pyodideSchema }),
  z.strictObject({ type: z.literal('planned'), planned: plannedJobSchema }),
  z.strictObject({ type: z.literal('progress'), progress: jobProgressSchema }),
  z.strictObject({ type: z.literal('table'), table: storedTableSchema }),
  z.strictObject({ type: z.literal('record'), record: objectRefSchema }),
  z.strictObject({
    type: z.literal('debugged'),
    number: z.int(),
    outcome: z.union([
      z.strictObject({ answer: debugAnswerSchema }),
      z.strictObject({ error: errorSchema }),
    ]),
  }),
  z.strictObject({ type: z.literal('completed'), result: runResultSchema }),
  z.strictObject({ type: z.literal('part-done'), outcome: partOutcomeSchema }),
  z.strictObject({
    type: z.literal('converted'),
    converted: z.strictObject({ object: objectRefSchema, computeMs }),
  }),
  z.strictObject({ type: z.literal('failed'), error: errorSchema }),
]);

export type FromProcess = z.infer<typeof fromProcessSchema>;
