/**
 * The run configuration: livecalc.config.json.
 *
 * Every key has its default and its reason here. Unknown keys are errors; `parse-config.ts` turns
 * what zod finds into sentences with suggestions. Paths are relative to the config file.
 */
import { z } from 'zod';
import { assumptionPinsSchema } from './assumption-pin.ts';
import { engineFileSchema } from './engine-file.ts';
import { fileReference, tableReference } from './file-reference.ts';
import { pipelineSchema } from './pipeline-config.ts';
import { limitKeys, nodeKeys, projectionSchema } from './projection-config.ts';
import { sensitivitiesSchema } from './sensitivity.ts';
import { valueAt } from './schema-walk.ts';
import { statisticsLevelsSchema } from './statistics-levels.ts';

const finite = z.number();

const gbmParameters = z.strictObject({
  initial: finite.positive().default(0.04).describe('short rate of year 0'),
  drift: finite.default(0).describe('per year'),
  volatility: finite.min(0).default(0.015).describe('per square root of a year'),
  min: finite.gt(-1).default(0).describe('rates below are set to it and carried on'),
  max: finite.positive().default(0.2).describe('rates above are set to it and carried on'),
});

const meanReverting = {
  initial: finite.describe('short rate of year 0'),
  meanReversion: finite.positive().describe('speed a, per year'),
  longTermMean: finite.describe('level b the rate returns to'),
  volatility: finite.min(0).describe('sigma'),
  min: finite.gt(-1).optional().describe('rates below are set to it and carried on'),
  max: finite.optional().describe('rates above are set to it and carried on'),
};

const vasicekParameters = z.strictObject(meanReverting);
const cirParameters = z.strictObject({
  ...meanReverting,
  initial: finite.min(0).describe('short rate of year 0'),
  longTermMean: finite.min(0).describe('level b the rate returns to'),
  max: finite.min(0).optional().describe('rates above are set to it and carried on'),
});

/** Bounds that leave room for a rate between them. */
function isOrdered({ min, max }: { min?: number | undefined; max?: number | undefined }): boolean {
  return min === undefined || max === undefined || min <= max;
}
const unordered = { error: 'at most max', path: ['min'] };

/** What scenarios may say of themselves, generated or read. */
export const ofAllScenarios = {
  measure: z
    .enum(['realWorld', 'riskNeutral'])
    .default('realWorld')
    .describe('what their probabilities mean; recorded, and warned of where tails are shown'),
  base: tableReference.optional().describe('one curve that is valued beside the scenarios'),
  beyond: z
    .enum(['error', 'hold'])
    .optional()
    .describe('what a scenario or base file does past its last year; default: projection.extend'),
};

const seed = z.int().min(0).default(42);

const generated = {
  count: z.int().min(1).max(10_000_000).describe('number of scenarios'),
  seed: seed.describe('key of the counter-based generator'),
  ...ofAllScenarios,
};

export const generatedScenarios = z.discriminatedUnion('model', [
  z.strictObject({
    model: z.literal('gbm').describe('geometric Brownian motion of the short rate'),
    ...generated,
    parameters: gbmParameters.refine(isOrdered, unordered).prefault({}).describe('of the model'),
  }),
  z.strictObject({
    model: z.literal('vasicek').describe('mean-reverting, may be negative'),
    ...generated,
    parameters: vasicekParameters.refine(isOrdered, unordered).describe('of the model'),
  }),
  z.strictObject({
    model: z.literal('cir').describe('mean-reverting, never negative'),
    ...generated,
    parameters: cirParameters.refine(isOrdered, unordered).describe('of the model'),
  }),
]);

const scenarioFile = z.strictObject({
  file: tableReference,
  seed: seed.describe('of $normals, and of Python engines'),
  values: z
    .enum(['rates', 'discountFactors'])
    .optional()
    .describe('what the file holds; default: rates, or what the columns of a long file say'),
  ...ofAllScenarios,
});

const pipelineScenarios = z.strictObject({
  fromNode: z
    .string()
    .min(1)
    .describe('the node of the pipeline that writes bus://scenarios/rates'),
  ...generated,
});

export const engineName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/, 'a name of lower-case letters, digits, - and _');

export const resultFormats = ['parquet', 'csv', 'arrow'] as const;

const runConfigForm = z.strictObject({
  $schema: z.string().optional().describe('for editors; not read'),
  policies: fileReference,
  assumptions: z
    .strictObject({
      mortality: tableReference,
      lapse: tableReference,
      expenses: tableReference,
      product: tableReference
        .optional()
        .describe(
          'benefits and premiums by product_type and policy_year; without it: term insurance',
        ),
    })
    .describe('the tables of rates and expenses'),
  assumptionsManager: z
    .strictObject({
      url: z.string().min(1).optional().describe('its address, where LIVECALC_AM_URL has none'),
      credentials: fileReference
        .optional()
        .describe('a file {"url", "token"}; default: am_credentials.json beside the config'),
      cacheDir: z.string().min(1).optional().describe('where fetched tables are kept'),
    })
    .optional()
    .describe('where assumptions:// references are resolved; part of no package and no hash'),
  pins: assumptionPinsSchema
    .optional()
    .describe('versions that assumptions:// references stand for; livecalc writes them'),
  scenarios: z
    .union([scenarioFile, generatedScenarios, pipelineScenarios])
    .describe('the economic paths: generated, from a file, or from a node of the pipeline'),
  data: z
    .record(engineName, tableReference)
    .default({})
    .describe('further tables by name, which nodes read as $data.NAME'),
  projection: projectionSchema
    .prefault({})
    .describe('how the built-in projection reads its tables, and what it does with them'),
  groupBy: z
    .array(z.string().min(1))
    .min(1)
    .refine((columns) => new Set(columns).size === columns.length, 'each column once')
    .optional()
    .describe('policy columns; adds the tables scenarios_by_group and cash_flows_by_group'),
  sensitivities: sensitivitiesSchema
    .default([])
    .describe('valued beside the run on the same scenarios; adds the table sensitivities'),
  statistics: statisticsLevelsSchema
    .prefault({})
    .describe('of scenarios.npv; recomputed from the table, so part of no hash'),
  engines: z
    .record(engineName, engineFileSchema)
    .default({})
    .describe('engines of the model’s own, by name: .wasm files that follow the ABI, .py modules'),
  pipeline: pipelineSchema.optional().describe('without it: scenarios, compress -> projection'),
  execution: z
    .strictObject({
      threads: z
        .int()
        .min(1)
        .max(256)
        .optional()
        .describe('default: the cores this process may use'),
      deadlineMs: z
        .int()
        .min(1)
        .max(2_147_483_647)
        .default(600_000)
        .describe('the run is stopped after it'),
      memoryMb: z.int().min(64).max(4096).default(3072).describe('limit of the run’s memory, MiB'),
      integrity: z
        .boolean()
        .default(false)
        .describe('a checksum of every block after its node, verified before each reader'),
    })
    .prefault({})
    .describe('limits; the result does not depend on them'),
  output: z
    .strictObject({
      dir: z.string().min(1).default('out').describe('the result folder'),
      format: z.enum(resultFormats).default('parquet').describe('of the tables’ files'),
      tables: z
        .array(z.string().min(1))
        .min(1)
        .refine((tables) => new Set(tables).size === tables.length, 'each table once')
        .default(['scenarios', 'cash_flows'])
        .describe('tables that are wanted'),
      columns: z
        .record(z.string(), z.array(z.string().min(1)).min(1))
        .default({})
        .describe('by table: columns that are computed only where asked for, beside its others'),
    })
    .prefault({})
    .describe('where the tables are written, and which'),
});

/** A pipeline's nodes have their own config: what stands in `projection` would be ignored (I5). */
export const runConfigSchema = runConfigForm.superRefine(
  ({ pipeline, projection: given }, context) => {
    if (pipeline === undefined) return;
    const defaults = projectionSchema.parse({});
    const keys: string[][] = [
      ...nodeKeys.map((key) => [key]),
      ...limitKeys.flatMap((key) => [
        ['mortality', key],
        ['lapse', key],
      ]),
    ];
    for (const key of keys) {
      if (JSON.stringify(valueAt(given, key)) === JSON.stringify(valueAt(defaults, key))) continue;
      const message =
        'no value here, because "pipeline" is given: set it in the config of the node';
      context.addIssue({ code: 'custom', path: ['projection', ...key], message });
    }
  },
);

/** A configuration with every default filled in. */
export type RunConfig = z.infer<typeof runConfigSchema>;
/** A configuration as a person writes it. */
export type RunConfigInput = z.input<typeof runConfigSchema>;
export type GeneratedScenarios = Extract<RunConfig['scenarios'], { model: string }>;
export type ResultFormat = (typeof resultFormats)[number];
