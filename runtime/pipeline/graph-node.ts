import type { EngineInfo } from '../../contracts/engine-info.ts';
import type { PipelineNode } from '../../contracts/pipeline-config.ts';

/** A node and its engine's description. */
export interface GraphNode {
  readonly node: PipelineNode;
  readonly info: EngineInfo;
}

/** Output blocks a node's `outputs` name, in order: all but the internal ones. */
export function namedOutputs(info: EngineInfo): EngineInfo['outputs'] {
  return info.outputs.filter((block) => !block.internal);
}
