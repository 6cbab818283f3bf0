/** The scenarios in the portfolio's tail: the worst 5 %, ascending, equal ones in their order. */
import { tailCount } from '../../runtime/statistics/level.ts';

export function worstScenarios(npvs: ArrayLike<number>): number[] {
  const order = Array.from({ length: npvs.length }, (_, scenario) => scenario);
  order.sort((one, other) => npvs[one]! - npvs[other]! || one - other);
  return order.slice(0, tailCount(npvs.length, 95));
}
