/**
 * How the projection arrives at its numbers: decided by what the configuration makes depend on what,
 * never by a choice of the user's. All three give the numbers of the loop over policies, scenarios
 * and years.
 */
import type { ProjectionConfig } from '../../contracts/projection-config.ts';

export interface ProjectionMethod {
  /** As the engine calls it, and as a result reports it. */
  readonly name: 'discount-once' | 'common-factor' | 'simd-over-scenarios';
  /** The engine's parameter that stands for it. */
  readonly lapseReference: 'none' | 'number' | 'column';
  readonly reasons: readonly string[];
}

export function projectionMethod({
  dynamicLapse,
}: Pick<ProjectionConfig, 'dynamicLapse'>): ProjectionMethod {
  if (dynamicLapse === undefined) {
    return {
      name: 'discount-once',
      lapseReference: 'none',
      reasons: [
        'no lapse rate follows the scenarios, so the cash flows are the same in all of them',
        'they are summed over the policies first, and the sums are discounted under every scenario',
      ],
    };
  }
  if (typeof dynamicLapse.reference === 'number') {
    return {
      name: 'common-factor',
      lapseReference: 'number',
      reasons: [
        'lapse rates follow the scenarios by one factor for all policies, as projection.dynamicLapse.reference is a number',
        'lives are survival by policy and year, times persistency by lapse class, scenario and year: policies are summed without scenarios',
      ],
    };
  }
  return {
    name: 'simd-over-scenarios',
    lapseReference: 'column',
    reasons: [
      'lapse rates compare the scenarios with a rate of each policy’s own, as projection.dynamicLapse.reference is the column reference_rate',
      'nothing factors: every model point is projected under every scenario, several scenarios at a time',
    ],
  };
}
