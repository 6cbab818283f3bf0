/** What of a node decides the result of a run that is whole: not how long it may take or is tried (I1). */
import type { EngineConfig } from '../../contracts/engine.ts';
import type { PipelineNode } from '../../contracts/pipeline-config.ts';
import { fallbackNode } from './dependencies.ts';

export type HashedNode = Pick<PipelineNode, 'id' | 'engine' | 'inputs' | 'outputs'> & {
  readonly config: EngineConfig;
  readonly when?: PipelineNode['when'];
  /** The node that runs only where this one fails: what it writes is not there otherwise. */
  readonly standIn?: string;
  /** Of Python engines: `random` starts from it. */
  readonly seed?: number;
};

/** `config` with its defaults filled in. */
export function hashedNode(node: PipelineNode, config: EngineConfig, seed: number): HashedNode {
  const { id, engine, inputs, outputs, when } = node;
  const standIn = fallbackNode(node);
  return {
    id,
    engine,
    inputs,
    outputs,
    config,
    ...(when && { when }),
    ...(standIn !== null && { standIn }),
    ...(engine.startsWith('python://') && { seed }),
  };
}
