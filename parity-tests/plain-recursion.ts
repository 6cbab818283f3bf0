/**
 * The annual recursion as its formula reads, one policy and one scenario at a time: what tests hold
 * the engine against. Returns the net present value and the sum of its absolute discounted flows,
 * which is the scale that rounding errors are measured on.
 */
export interface PlainPolicy {
  readonly term: number;
  readonly sumAssured: number;
  readonly premium: number;
}

export interface PlainBasis {
  /** Rate of death in year t of the policy, t from 0. */
  readonly mortality: (t: number) => number;
  readonly lapse: (t: number) => number;
  readonly acquisition: number;
  readonly maintenance: number;
  readonly percentOfPremium: number;
  readonly claim: number;
}

export interface PlainValue {
  readonly npv: number;
  readonly absolute: number;
}

export function valuePlainly(
  policy: PlainPolicy,
  basis: PlainBasis,
  rates: readonly number[],
): PlainValue {
  let lives = 1;
  let factor = 1;
  let npv = 0;
  let absolute = 0;
  for (let t = 0; t < policy.term && lives >= 1e-10; t++) {
    factor /= 1 + rates[t]!;
    const income = lives * policy.premium;
    const deaths = lives * Math.min(basis.mortality(t), 1);
    const benefit = deaths * policy.sumAssured;
    const initial = t === 0 ? basis.acquisition : 0;
    const perLife = initial + basis.maintenance + basis.percentOfPremium * policy.premium;
    const expense = lives * perLife + deaths * basis.claim;
    npv += (income - benefit - expense) * factor;
    absolute += (income + benefit + expense) * factor;
    const after = lives - deaths;
    lives = after - after * Math.min(basis.lapse(t), 1);
  }
  return { npv, absolute };
}
