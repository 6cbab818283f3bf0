/**
 * The standard survival model of D. C. M. Dickson, M. R. Hardy and H. R. Waters, Actuarial Mathematics
 * for Life Contingent Risks (2nd edition, Cambridge 2013), section 3.7 and appendix D: Makeham's
 * mu(x) = A + B c^x, and in the two years after selection mu([x]+s) = 0.9^(2-s) mu(x+s).
 */
const a = 0.00022;
const b = 2.7e-6;
const c = 1.124;
const reduction = 0.9;

/** Rate of death within a year at `age` for those selected two years ago or more. */
export function ultimateRate(age: number): number {
  return 1 - Math.exp(-(a + (b * c ** age * (c - 1)) / Math.log(c)));
}

/** Rate of death within a year at `age` for those selected `duration` years ago, 0 or 1. */
export function selectRate(age: number, duration: number): number {
  // The integral of 0.9^(2-s-r) (A + B c^(x+s+r)) over r from 0 to 1, x + s being the age now.
  const constant = (1 / reduction - 1) / Math.log(1 / reduction);
  const growing = (c / reduction - 1) / Math.log(c / reduction);
  return 1 - Math.exp(-(reduction ** (2 - duration)) * (a * constant + b * c ** age * growing));
}
