/** What becomes of an engine's node: the keys of pipeline-config.ts in a DAG file's snake_case. */
import { z } from 'zod';
import {
  breakpointSchema,
  metricName,
  nodeId,
  statusCondition,
  usualTimeoutMs,
  type PipelineNodeInput,
} from '../pipeline-config.ts';

const number = z.number();

const metricCondition = z
  .strictObject({
    metric: metricName.describe('"ENGINE.METRIC" or "OUTPUT.COLUMN.STATISTIC"'),
    equals: number.optional().describe('it is this number'),
    above: number.optional().describe('it is more'),
    below: number.optional().describe('it is less'),
    at_least: number.optional().describe('it is this number or more'),
    at_most: number.optional().describe('it is this number or less'),
  })
  .refine((bounds) => Object.keys(bounds).length > 1, {
    error: 'a bound beside the metric: equals, above, below, at_least or at_most',
  })
  .meta({ minProperties: 2 });

const condition = z.union([statusCondition, metricCondition]);

const onError = z.strictObject({
  retry: z
    .strictObject({
      attempts: z.int().min(1).max(10).default(2).describe('further attempts'),
      backoff_ms: z
        .int()
        .min(0)
        .max(60_000)
        .default(200)
        .describe('before the first, then doubled'),
    })
    .optional()
    .describe('tries again what can succeed then'),
  otherwise: z
    .union([
      z.enum(['fail', 'continue']),
      z.strictObject({
        node: nodeId.describe('an engine that writes the same columns; they are taken'),
      }),
      z.strictObject({
        values: z
          .record(
            z.string().regex(/^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/, '"OUTPUT.COLUMN"'),
            number,
          )
          .describe('a number by output column, which fills it'),
      }),
    ])
    .default('fail')
    .describe('after the last attempt: fail, continue without it, or take something in its place'),
});

/** Keys of an engine in a DAG file. */
export const policyShape = {
  when: z
    .union([condition, z.array(condition).min(1)])
    .optional()
    .describe('runs only where this holds, or all of these'),
  optional: z.boolean().default(false).describe('its failure does not fail the run'),
  timeout_ms: z
    .int()
    .min(1)
    .max(2_147_483_647)
    .default(usualTimeoutMs)
    .describe('its work is ended after it'),
  on_error: onError.prefault({}).describe('what is done where it fails'),
  breakpoint: breakpointSchema,
};

const policySchema = z.object(policyShape);
export type NodePolicy = z.infer<typeof policySchema>;
type Condition = z.infer<typeof condition>;

/** Whether nothing is said of the node that a plain valuation's could not have. */
export function isUsualPolicy(policy: NodePolicy): boolean {
  const given = nodePolicy(policy);
  return JSON.stringify(given) === JSON.stringify(nodePolicy(policySchema.parse({})));
}

/** The same in the spelling of `pipeline.nodes`. */
export function nodePolicy(
  policy: NodePolicy,
): Pick<PipelineNodeInput, 'when' | 'optional' | 'timeoutMs' | 'onError' | 'breakpoint'> {
  const { when, optional, timeout_ms: timeoutMs, on_error: onFailure, breakpoint } = policy;
  const { retry, otherwise } = onFailure;
  return {
    ...(when && { when: Array.isArray(when) ? when.map(conditionOf) : conditionOf(when) }),
    optional,
    timeoutMs,
    onError: {
      ...(retry && { retry: { attempts: retry.attempts, backoffMs: retry.backoff_ms } }),
      otherwise,
    },
    ...(breakpoint && { breakpoint }),
  };
}

type NodeCondition = Exclude<PipelineNodeInput['when'], readonly unknown[] | undefined>;

function conditionOf(one: Condition): NodeCondition {
  if ('node' in one) return one;
  const { at_least: atLeast, at_most: atMost, ...others } = one;
  return {
    ...others,
    ...(atLeast !== undefined && { atLeast }),
    ...(atMost !== undefined && { atMost }),
  };
}
