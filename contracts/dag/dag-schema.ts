/**
 * A DAG file: the orchestrator's spelling of a run. What it says becomes a RunConfig, so a run
 * neither knows nor depends on which spelling it was written in.
 */
import { z } from 'zod';
import { generatedScenarios, ofAllScenarios, resultFormats } from '../config.ts';
import { nodeId } from '../pipeline-config.ts';
import { projectionSchema } from '../projection-config.ts';
import { projectionTables } from '../projection-node.ts';
import { amCredentialsSchema } from './am-credentials.ts';
import { dataSourcesSchema, filePath } from './data-source.ts';
import { policyShape } from './node-policy.ts';

const outputName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/, 'a name of lower-case letters, digits, - and _');

const id = nodeId.describe('the engine’s name in this file; "ENGINE.OUTPUT" is what it writes');
const inputs = z
  .array(z.string().min(1))
  .default([])
  .describe('names of data sources, normals, or "ENGINE.OUTPUT"; in the engine’s order');
const outputs = z
  .array(outputName)
  .refine((names) => new Set(names).size === names.length, 'each output once')
  .default([])
  .describe('names of what the engine writes, in its order; those at the end may be left out');

const projectionEngine = z.strictObject({
  id,
  type: z.literal('cpp_projection').describe('the built-in projection'),
  config: projectionSchema.prefault({}).describe('as the key projection of a livecalc.config.json'),
  inputs: inputs.describe(
    'policies, mortality, lapse, expenses, with product and base where they are given; and scenarios or the "ENGINE.OUTPUT" that makes them. In any order.',
  ),
  outputs: z
    .array(z.enum(projectionTables))
    .min(1)
    .refine((names) => new Set(names).size === names.length, 'each table once')
    .describe('tables that are wanted'),
  ...policyShape,
});

const scenariosEngine = z.strictObject({
  id,
  type: z.literal('cpp_scenarios').describe('the built-in generator of scenarios'),
  config: generatedScenarios.describe('model, count, seed and parameters'),
  inputs: z.array(z.never()).default([]).describe('it reads nothing'),
  outputs: z.tuple([outputName]).default(['rates']).describe('the name of its rates'),
});

const wheel = z.strictObject({
  path: filePath,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits')
    .describe('of the file'),
});

const otherEngine = z.strictObject({
  id,
  type: z
    .string()
    .regex(/^(?!cpp_(?:projection|scenarios)$)(?:cpp|python)_[a-z][a-z0-9_-]*$/, {
      error: '"cpp_NAME" or "python_NAME", for example "cpp_projection" or "python_esg"',
      // Otherwise a mistake inside cpp_projection is told as one of its type.
      abort: true,
    })
    .describe('cpp_NAME is WebAssembly, python_NAME is Python'),
  module: filePath
    .optional()
    .describe('the engine’s .wasm file or .py module; without it, a built-in engine'),
  wheels: z.array(wheel).optional().describe('Python packages that the module imports'),
  config: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('the engine’s parameters; livecalc engines lists them'),
  inputs,
  outputs,
  ...policyShape,
});

export const engineSchema = z.union([projectionEngine, scenariosEngine, otherEngine]);

const scenariosSchema = z.strictObject({
  count: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe('number of scenarios, where an engine makes them that is not cpp_scenarios'),
  seed: z.int().min(0).optional().describe('of normals and of Python engines; default 42'),
  values: z
    .enum(['rates', 'discountFactors'])
    .optional()
    .describe('what the data source scenarios holds'),
  measure: ofAllScenarios.measure.unwrap().optional().describe('what their probabilities mean'),
  beyond: ofAllScenarios.beyond,
});

const outputSchema = z.strictObject({
  type: z.enum(resultFormats).default('parquet').describe('format of the tables’ files'),
  path: z
    .string()
    .min(1)
    .regex(
      /^(?!.*\.(?:parquet|csv|arrow|arrows|feather|json)$)/,
      'a folder: each table becomes a file in it',
    )
    .default('out')
    .describe('the result folder'),
  tables: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'outputs that become tables, "ENGINE.OUTPUT"; default: those of cpp_projection, and those that no engine reads',
    ),
});

const executionSchema = z.strictObject({
  threads: z.int().min(1).max(256).optional().describe('default: the cores this process may use'),
  deadline_ms: z
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .describe('the run is stopped after it; default 600000'),
  memory_mb: z
    .int()
    .min(64)
    .max(4096)
    .optional()
    .describe('limit of the run’s memory, MiB; default 3072'),
  integrity: z
    .boolean()
    .optional()
    .describe('a checksum of every block after its node, verified before each reader'),
});

export const dagSchema = z.strictObject({
  $schema: z.string().optional().describe('for editors; not read'),
  name: z.string().optional().describe('for people; not read'),
  description: z.string().optional().describe('for people; not read'),
  engines: z.array(engineSchema).min(1).describe('the graph: engines, and what each reads'),
  data_sources: dataSourcesSchema,
  scenarios: scenariosSchema
    .prefault({})
    .describe('of scenarios that come from a file or from an engine that is not cpp_scenarios'),
  output: outputSchema.prefault({}).describe('where the tables are written, and which'),
  execution: executionSchema.prefault({}).describe('limits; the result does not depend on them'),
  am_credentials: amCredentialsSchema
    .optional()
    .describe('the Assumptions Manager, asked only where an assumption needs it'),
});

export type Dag = z.infer<typeof dagSchema>;
export type DagEngine = z.infer<typeof engineSchema>;
export type ProjectionEngine = z.infer<typeof projectionEngine>;
export type ScenariosEngine = z.infer<typeof scenariosEngine>;
/** Those that become nodes: generated scenarios are a key of the configuration. */
export type NodeEngine = Exclude<DagEngine, ScenariosEngine>;

export function isProjection(engine: DagEngine): engine is ProjectionEngine {
  return engine.type === 'cpp_projection';
}

export function isGenerator(engine: DagEngine): engine is ScenariosEngine {
  return engine.type === 'cpp_scenarios';
}

export function isNode(engine: DagEngine): engine is NodeEngine {
  return !isGenerator(engine);
}
