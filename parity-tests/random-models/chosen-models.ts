/** Drawn models that were not drawn: small ones of every kind, for tests that want the same each time. */
import type { DrawnModel } from './drawn-model.ts';

/** Across blocks of 256 policies and tiles of 64 scenarios, neither of them full. */
export const plain: DrawnModel = {
  seed: 7,
  size: { policies: 700, scenarios: 130 },
  distinctKeys: 100_000,
  years: 12,
  lastAge: 100,
  columns: { policyCount: false, duration: false, premiumTerm: false },
  mortality: { keys: ['gender'], inColumns: 'gender', selectYears: 0 },
  lapse: 'same',
  expenses: 'same',
  hasProducts: false,
  isHarsh: false,
  scenarios: { kind: 'vasicek', isShort: false, hasBase: false },
  projection: {},
  groupBy: [],
  sensitivities: [],
};

/** Policies in force and still to be issued, of products with surrender and maturity values. */
export const rich: DrawnModel = {
  ...plain,
  columns: { policyCount: true, duration: true, premiumTerm: true },
  lapse: 'rows',
  expenses: 'columns',
  hasProducts: true,
  projection: {
    premiumTiming: 'start',
    deathTiming: 'mid',
    lastAge: 'endow',
    lapse: { multiply: [1.2, 0.9], add: 0.01 },
    expenses: { inflation: 0.02 },
  },
};

const lapse = { slope: 10, floor: 0.3, cap: 3 };

/** The model with lapses that react to the scenario's rate. */
export function followingRate(model: DrawnModel, reference: number | 'reference_rate'): DrawnModel {
  const dynamicLapse = { ...lapse, reference };
  return { ...model, projection: { ...model.projection, dynamicLapse } };
}

/** The model by region and gender, its policies of so many kinds. */
export function groupedByRegion(model: DrawnModel, distinctKeys: number): DrawnModel {
  return { ...model, distinctKeys, groupBy: ['region', 'gender'] };
}
