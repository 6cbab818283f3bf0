/**
 * The key `pipeline` of a configuration: a directed acyclic graph of engines, and what becomes of the
 * run where one of them fails.
 */
import { z } from 'zod';

export const nodeId = z.string().regex(/^[a-z][a-z0-9_-]*$/, 'lower-case letters, digits, - and _');
/** Minutes that a node may take where it does not say. */
export const usualTimeoutMs = 300_000;

/** How a node ended, as conditions name it. */
export const nodeOutcomes = ['succeeded', 'failed', 'skipped', 'partial'] as const;

export const metricName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_-]*\.[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9.]+)?$/,
    '"NODE.METRIC" or "TABLE.COLUMN.STATISTIC", for example "scenarios.npv.mean"',
  );

const number = z.number();
const metricCondition = z
  .strictObject({
    metric: metricName.describe('"NODE.METRIC" or "TABLE.COLUMN.STATISTIC"'),
    equals: number.optional().describe('it is this number'),
    above: number.optional().describe('it is more'),
    below: number.optional().describe('it is less'),
    atLeast: number.optional().describe('it is this number or more'),
    atMost: number.optional().describe('it is this number or less'),
  })
  .refine((bounds) => Object.keys(bounds).length > 1, {
    error: 'a bound beside the metric: equals, above, below, atLeast or atMost',
  })
  .meta({ minProperties: 2 });

export const statusCondition = z.strictObject({
  node: nodeId.describe('of the node that is asked about'),
  is: z.enum(nodeOutcomes).describe('how it must have ended'),
});

const condition = z.union([statusCondition, metricCondition]);

/** What a node does after its last attempt has failed. */
const afterFailure = z.union([
  z.enum(['fail', 'continue']),
  z.strictObject({ node: nodeId.describe('a node that writes the same columns; they are taken') }),
  z.strictObject({
    values: z
      .record(z.string().regex(/^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/, '"BLOCK.COLUMN"'), number)
      .describe('a number by output column, which fills it'),
  }),
]);

const onError = z.strictObject({
  retry: z
    .strictObject({
      attempts: z.int().min(1).max(10).default(2).describe('further attempts'),
      backoffMs: z.int().min(0).max(60_000).default(200).describe('before the first, then doubled'),
    })
    .optional()
    .describe('tries again what can succeed then'),
  otherwise: afterFailure
    .default('fail')
    .describe('after the last attempt: fail, continue without it, or take something in its place'),
});

export const breakpointSchema = z
  .enum(['before', 'after', 'both'])
  .optional()
  .describe('where livecalc debug stops; elsewhere it is ignored');

export const pipelineNodeSchema = z.strictObject({
  id: nodeId.describe('the node’s name'),
  engine: z
    .string()
    .regex(/^(wasm|python):\/\/[a-z][a-z0-9_-]*$/, '"wasm://NAME" or "python://NAME"')
    .describe('built in, or one of "engines"'),
  inputs: z
    .array(z.string())
    .default([])
    .describe(
      '$policies, $assumptions, $scenarios, $normals, $data.NAME or bus://CATEGORY/NAME, in the engine’s order',
    ),
  outputs: z
    .array(z.string())
    .default([])
    .describe(
      'bus://CATEGORY/NAME for each of the engine’s outputs; bus://results/TABLE is a table',
    ),
  config: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('the engine’s parameters; livecalc engines lists them'),
  when: z
    .union([condition, z.array(condition).min(1)])
    .optional()
    .describe('runs only where this holds, or all of these'),
  optional: z.boolean().default(false).describe('its failure does not fail the run'),
  timeoutMs: z
    .int()
    .min(1)
    .max(2_147_483_647)
    .default(usualTimeoutMs)
    .describe('its work is ended after it'),
  onError: onError.prefault({}).describe('what is done where it fails'),
  breakpoint: breakpointSchema,
});

export const pipelineSchema = z.strictObject({
  nodes: z.array(pipelineNodeSchema).min(1).describe('engines, and what each reads and writes'),
});

export type PipelineNode = z.infer<typeof pipelineNodeSchema>;
/** A node as a person writes it. */
export type PipelineNodeInput = z.input<typeof pipelineNodeSchema>;
export type NodeCondition = z.infer<typeof condition>;
export type NodeOutcome = (typeof nodeOutcomes)[number];

/** A node as it is where nothing but this is said of it. */
export function plainNode(
  node: Pick<PipelineNode, 'id' | 'engine' | 'inputs' | 'outputs' | 'config'>,
): PipelineNode {
  return pipelineNodeSchema.parse(node);
}
