/** The default pipeline as nodes of a config, as a user may write them. */
import { runConfigSchema } from '../../../contracts/config.ts';
import type { PipelineNode } from '../../../contracts/pipeline-config.ts';
import { pipelineNodes } from '../../../runtime/pipeline/default-pipeline.ts';

export function defaultNodes(): readonly PipelineNode[] {
  const file = 'local://x.csv';
  const config = runConfigSchema.parse({
    policies: file,
    assumptions: { mortality: file, lapse: file, expenses: file },
    scenarios: { model: 'gbm', count: 100, seed: 7 },
  });
  return pipelineNodes(config);
}
