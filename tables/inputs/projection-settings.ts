/** What the projection works with: in a pipeline of the config's own, what its node says. */
import type { RunConfig } from '../../contracts/config.ts';
import type { RateAdjustment } from '../../contracts/projection-config.ts';
import { lapseReference, type LapseReference } from '../../contracts/projection-node.ts';

export interface ProjectionSettings {
  readonly mortalityMultiplier: number;
  readonly lapseMultiplier: number;
  readonly mortality: RateAdjustment;
  readonly lapse: RateAdjustment;
  readonly lapseReference: LapseReference;
}

export function projectionSettings({ projection, pipeline }: RunConfig): ProjectionSettings {
  const node = pipeline?.nodes.find(({ engine }) => engine === 'wasm://projection')?.config ?? {};
  const own: ProjectionSettings = {
    mortalityMultiplier: projection.mortalityMultiplier,
    lapseMultiplier: projection.lapseMultiplier,
    mortality: projection.mortality,
    lapse: projection.lapse,
    lapseReference: lapseReference(projection),
  };
  const mortality = { ...own.mortality, ...(node['mortality'] as Partial<RateAdjustment>) };
  const lapse = { ...own.lapse, ...(node['lapse'] as Partial<RateAdjustment>) };
  return { ...own, ...node, mortality, lapse };
}
