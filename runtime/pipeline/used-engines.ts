import type { RunConfig } from '../../contracts/config.ts';
import { groupingEngine } from '../model-points/find-grouping.ts';
import { pipelineNodes } from './default-pipeline.ts';
import { engineName } from './load-engines.ts';

/** Names of the engines that a run uses, ascending, each once. Throws ENGINE_NOT_FOUND. */
export function usedEngines(config: RunConfig): readonly string[] {
  const names = new Set(pipelineNodes(config).map(engineName));
  if (config.pipeline === undefined) names.add(groupingEngine);
  return [...names].toSorted();
}
