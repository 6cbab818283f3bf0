/** What a run returns: result.json, and the same object with `--json`. */
import { z } from 'zod';
import { assumptionPinSchema } from './assumption-pin.ts';
import { nodeFailureSchema } from './node-report.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const columnHashSchema = z.strictObject({
  /** `table.column`. */
  name: z.string(),
  type: z.enum(['i32', 'u32', 'f64', 'utf8']),
  length: z.int(),
  sha256,
});

const standardError = z.number().nullable();

/** Conditional tail expectation: the mean of the lowest values, a profit's bad end. */
export const cteSchema = z.strictObject({
  value: z.number(),
  /** Scenarios in the tail: max(1, ceil(n * (100 - level) / 100)), counted in integers. */
  count: z.int(),
  /** Null for a tail of one scenario. */
  standardError,
});

export const statisticsSchema = z.strictObject({
  mean: z.number(),
  /** Of the mean; null for one scenario. Results of version 0.1.0 have none. */
  standardError: standardError.default(null),
  /** Population standard deviation. */
  stdDev: z.number(),
  min: z.number(),
  max: z.number(),
  /** By name, ascending: `p0.5`, `p50`. */
  percentiles: z.record(z.string().regex(/^p\d+(\.\d+)?$/), z.number()),
  /** By name, ascending: `cte70`, `cte95`. Results of version 0.1.0 have none. */
  ctes: z.record(z.string().regex(/^cte\d+(\.\d+)?$/), cteSchema).default({}),
  /** `ctes.cte95.value`, where level 95 is asked for, as it is by default. */
  cte95: z.number().optional(),
});

/** The portfolio under the base curve alone. */
export const baseValueSchema = z.strictObject({
  npv: z.number(),
  /** Mean over the scenarios minus `npv`: what their spread is worth, where both agree in level. */
  meanMinusBase: z.number(),
});

/** One sensitivity: the row of its table, and its difference to the run. */
export const sensitivityResultSchema = z.strictObject({
  name: z.string(),
  /** Policies that the change was applied to: all, or those that it makes worse. */
  stressedPolicies: z.int(),
  statistics: statisticsSchema,
  /** Its mean minus that of the run. */
  meanDifference: z.number(),
});

/** What a result lacks that a failure, a deadline or a stop has shaped: it has no hash and is never reused (I1). */
export const partialSchema = z.strictObject({
  failures: z.array(nodeFailureSchema),
  /** Sentences, for example of a solver that was stopped. */
  reasons: z.array(z.string()),
  /** Tables that were asked for and are not there. */
  missingTables: z.array(z.string()),
});

/** Where a solver of the pipeline has left the nodes before it, by `NODE.PATH`. */
const solutionSchema = z.strictObject({
  node: z.string(),
  parameters: z.record(z.string(), z.number()),
  metrics: z.record(z.string(), z.number()),
});

export const runResultSchema = z.strictObject({
  v: z.literal(1),
  /** Of `scenarios.npv`; null where the run has no such column. */
  statistics: statisticsSchema.nullable(),
  /** What the scenarios' probabilities mean. Absent in results of 0.1.0, which knew no other. */
  measure: z.enum(['realWorld', 'riskNeutral']).default('realWorld'),
  /** Null where no base curve was given. */
  base: baseValueSchema.nullable().default(null),
  sensitivities: z.array(sensitivityResultSchema).default([]),
  solutions: z.array(solutionSchema).default([]),
  /** Null for a partial result. */
  resultHash: sha256.nullable(),
  partial: partialSchema.nullable().default(null),
  runHash: sha256,
  columns: z.array(columnHashSchema),
  policyCount: z.int(),
  modelPointCount: z.int(),
  scenarioCount: z.int(),
  /** Years. */
  horizonYears: z.int(),
  threads: z.int(),
  /** How the numbers were made, for example `discount-once`. */
  method: z.string(),
  /** Milliseconds per stage, in the order they ran. */
  timings: z.record(z.string(), z.number()),
  engines: z.array(z.strictObject({ name: z.string(), version: z.string(), sha256 })),
  inputs: z.array(
    z.strictObject({
      role: z.string(),
      file: z.string(),
      rows: z.int(),
      sha256,
      controlTotals: z.record(z.string(), z.number()),
    }),
  ),
  /** Inputs that came from an Assumptions Manager; `livecalc run --pins` values with the same. */
  assumptions: z.array(assumptionPinSchema).default([]),
  warnings: z.array(z.string()),
});

/** The result without its tables: what result.json holds, and `runtimeVersion` beside it. */
export type RunResult = z.infer<typeof runResultSchema>;
export type PartialResult = z.infer<typeof partialSchema>;
export type ColumnHash = z.infer<typeof columnHashSchema>;
export type Cte = z.infer<typeof cteSchema>;
export type BaseValue = z.infer<typeof baseValueSchema>;
export type SensitivityResult = z.infer<typeof sensitivityResultSchema>;
export type Statistics = z.infer<typeof statisticsSchema>;
