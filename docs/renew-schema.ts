/** Writes docs/pipeline.schema.json: `npm run schema`. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { pipelineJsonSchema } from '../contracts/json-schema.ts';

export const schemaFile: string = path.join(import.meta.dirname, 'pipeline.schema.json');

/** The file's text, formatted as the others are. */
export async function schemaText(): Promise<string> {
  const options = { ...(await resolveConfig(schemaFile)), parser: 'json' };
  return await format(JSON.stringify(pipelineJsonSchema()), options);
}

if (import.meta.main) await writeFile(schemaFile, await schemaText());
