/** What of a node decides the result of a run that is whole: not how long it may take or is tried (I1). */
import type { EngineConfig } from '../../contracts/engine.ts';
import type { PipelineNode } from '../../contracts/pipeline-config.ts';

export type HashedNode = Pick<PipelineNode, 'id' | 'engine' | 'inputs' | 'outputs'> & {
  readonly config: EngineConfig;
  readonly when?: PipelineNode['when'];
  /** Of Python engines: `random` starts from it. */
  readonly seed?: number;
};

/** `config` with its defaults filled in. */
export function hashedNode(
  { id, engine, inputs, outputs, when }: PipelineNode,
  config: EngineConfig,
  seed: number,
): HashedNode {
  const isPython = engine.startsWith('python://');
  return { id, engine, inputs, outputs, config, ...(when && { when }), ...(isPython && { seed }) };
}
