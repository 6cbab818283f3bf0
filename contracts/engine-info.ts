/**
 * What an engine says of itself, and what such a description may not say.
 *
 * An engine is one or more map stages, each over one axis, and a finalize. The runtime hands a stage
 * one unit at a time (a block of 256 rows, a tile of 64 scenarios, or everything at once), merges
 * what the units return (I3) and hands the reduced partials to finalize. An engine never adds
 * across units, so it cannot depend on how the work was cut (I1).
 */
import { z } from 'zod';
import { meaningless } from './engine-info-meaning.ts';

/**
 * An axis of a column: one of the run's (`row`, `member`: the policies behind the rows, those of a
 * row side by side; `scenario`, `tile` of 64 scenarios, `time`, `group`), a fixed number of elements, or a name of the engine's own whose length the data give.
 */
const axis = z.union([z.string().min(1), z.int().positive()]);

const numericType = z.enum(['i32', 'u32', 'f64']);

const inputColumn = z.strictObject({
  name: z.string().min(1),
  type: numericType,
  axes: z.array(axis).min(1),
  /** May be absent: the engine is then given a null pointer. */
  optional: z.boolean().default(false),
  description: z.string().default(''),
});

/**
 * A condition on the node's config: at least one of the named parameters (`a.b` for a nested one)
 * has one of the values listed for it.
 */
const condition = z.record(
  z.string().min(1),
  z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
);

const outputColumn = z.strictObject({
  name: z.string().min(1),
  type: numericType,
  axes: z.array(axis).min(1),
  /** The stage that writes it, or `finalize`. */
  stage: z.string().min(1),
  /**
   * How the units' partials combine: `sum` adds them in the fixed tree (I3), `concat` says that
   * the first axis is the stage's own and each unit writes its slice in place. Not for `finalize`.
   */
  combine: z.enum(['sum', 'concat']).optional(),
  /** A count that becomes the run's warning `{count} {warning}` when it is not zero. */
  warning: z.string().optional(),
  /** Computed only where one of these outputs, `block` or `block.column`, is wanted; absent: always. */
  for: z.array(z.string()).optional(),
  /** Computed only where the run asks for this very column, beside the block's others. */
  optional: z.boolean().default(false),
  /** Computed only under this condition; absent: always. */
  when: condition.optional(),
  description: z.string().default(''),
});

const scratchColumn = z.strictObject({
  name: z.string().min(1),
  type: numericType,
  axes: z.array(axis).min(1),
  /** Null unless one of these outputs, `block` or `block.column`, is wanted; absent: always there. */
  for: z.array(z.string()).optional(),
  /** Null unless this holds; absent: always there. */
  when: condition.optional(),
});

const engineInfoForm = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_-]*$/, 'a name of lower-case letters, digits, - and _'),
  version: z.string().min(1),
  /** `projection`, `esg`, `solver`, or the engine's own. */
  engine_type: z.string().min(1),
  supports_assumptions_manager: z.boolean().default(false),
  /**
   * Of an engine that has nodes before it run again, as a solver does: the parameters that it sets,
   * `NODE.PATH` in the config of a node, and the metrics that it asks for. Known once it is initialised.
   */
  evaluates: z
    .strictObject({ parameters: z.array(z.string()).min(1), metrics: z.array(z.string()).min(1) })
    .optional(),
  /** Bytes of the largest column the engine can address. */
  max_buffer_size: z.int().positive().default(4_294_967_295),
  description: z.string().default(''),
  /**
   * How it arrives at its numbers, for example `discount-once`, or that by the value of a parameter:
   * reported with the result.
   */
  method: z
    .union([
      z.string(),
      z.strictObject({ parameter: z.string(), names: z.record(z.string(), z.string()) }),
    ])
    .optional(),
  /** JSON Schema of the config: of a WebAssembly engine an object of numbers, booleans and enumerations of strings. */
  parameters: z.looseObject({ type: z.literal('object') }),
  inputs: z.array(
    z.strictObject({ name: z.string().min(1), columns: z.array(inputColumn).min(1) }),
  ),
  stages: z
    .array(z.strictObject({ name: z.string().min(1), over: z.enum(['row', 'scenario', 'none']) }))
    .min(1),
  outputs: z.array(
    z.strictObject({
      name: z.string().min(1),
      /** Seen by the engine's own later stages only. */
      internal: z.boolean().default(false),
      columns: z.array(outputColumn).min(1),
    }),
  ),
  /** Memory of a thread's own that lives during one call. */
  scratch: z.array(scratchColumn).default([]),
});

export const engineInfoSchema = engineInfoForm.superRefine((info, context) => {
  for (const message of meaningless(info)) context.addIssue({ code: 'custom', message });
});

export type EngineInfo = z.infer<typeof engineInfoSchema>;
export type EngineInputColumn = z.infer<typeof inputColumn>;
export type EngineOutputColumn = z.infer<typeof outputColumn>;
