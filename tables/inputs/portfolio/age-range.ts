/** The ages of a mortality curve. */
import { ultimateAges } from '../assumptions/mortality-table.ts';
import type { MortalityCurve } from '../assumptions/mortality-table.ts';

export interface AgeRange {
  /** Attained ages of the ultimate rates. */
  readonly first: number;
  readonly last: number;
  /** Ages at entry of the select rates. */
  readonly firstEntry: number;
  readonly lastEntry: number;
  /** Policies with fewer completed years read select rates. 0: there are none. */
  readonly selectYears: number;
}

export function ageRange(curve: MortalityCurve): AgeRange {
  const { first, last } = ultimateAges(curve);
  const selectYears = curve.durations.length - 1;
  // Without select rates a policy yet to be issued reads attained ages too.
  const isUltimate = selectYears === 0;
  return {
    first,
    last,
    firstEntry: curve.firstAge,
    lastEntry: isUltimate ? Infinity : last - selectYears,
    selectYears: isUltimate ? -Infinity : selectYears,
  };
}
