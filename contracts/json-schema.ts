/** The JSON Schema of a configuration in both spellings, for editors: docs/pipeline.schema.json. */
import { z } from 'zod';
import { runConfigSchema } from './config.ts';
import { dagSchema } from './dag/dag-schema.ts';

/** Tells the two apart as the program does, so that an editor shows the mistakes of one of them. */
const dagFile = {
  type: 'object',
  properties: { engines: { type: 'array' } },
  required: ['engines'],
};

/** Draft 7, which every editor knows. What zod checks beyond a schema's means is left to `livecalc check`. */
export function pipelineJsonSchema(): Record<string, unknown> {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'LiveCalc configuration',
    description:
      'A livecalc.config.json, or a DAG file: one whose "engines" is a list. docs/pipelines.md explains both.',
    allOf: [
      { if: dagFile, else: bare(runConfigSchema) },
      { if: { not: dagFile }, else: bare(dagSchema) },
    ],
  };
}

function bare(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  return rest;
}
