import type { RunConfig } from '../../contracts/config.ts';
import { groupingEngine } from '../model-points/find-grouping.ts';
import { pipelineNodes } from './default-pipeline.ts';
import { engineReference, type EngineReference } from './engine-reference.ts';

/** The engines that a run uses, by name, each once. */
export function usedEngines(config: RunConfig): readonly EngineReference[] {
  const used = pipelineNodes(config).map(({ engine }) => engineReference(engine));
  if (config.pipeline === undefined) used.push({ kind: 'wasm', name: groupingEngine });
  const byName = new Map(used.map((engine) => [`${engine.kind}://${engine.name}`, engine]));
  return [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
