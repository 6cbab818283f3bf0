/** What the probabilities of scenarios mean, in words. */
import type { RunResult } from '../../../contracts/run-result.ts';

export const measureWords = {
  realWorld: 'real-world',
  riskNeutral: 'risk-neutral',
} as const satisfies Record<RunResult['measure'], string>;
