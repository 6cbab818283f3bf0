/**
 * What is drawn of a random model. Everything else, rates and amounts, is noise of its seed: so a
 * model that fails is shrunk by switching things off, and a few words say what it is.
 */
import fc from 'fast-check';
import { projectionOptions, type ProjectionOptions } from './drawn-options.ts';

/** Policies and scenarios: across blocks of 256 and tiles of 64, but little work for the oracle. */
const sizes = [
  { policies: 1, scenarios: 1 },
  { policies: 2, scenarios: 5 },
  { policies: 12, scenarios: 21 },
  { policies: 2, scenarios: 130 },
  { policies: 5, scenarios: 66 },
  { policies: 60, scenarios: 5 },
  { policies: 300, scenarios: 2 },
  { policies: 900, scenarios: 1 },
] as const;

const keys = ['gender', 'underwriting_class', 'product_type'] as const;

/** A table that is the same for all products, or has rows or columns for each. */
const layouts = ['same', 'rows', 'columns'] as const;
type Layout = (typeof layouts)[number];

const scenarioKinds = ['rates', 'longRates', 'factors', 'longFactors', 'gbm', 'vasicek', 'cir'];

interface DrawnSensitivity {
  readonly set: Readonly<Record<string, unknown>>;
  readonly policies: 'all' | 'worse';
}

/** Stresses as supervisors ask for them: changes for good, and of a single year. */
const stresses = [
  { 'projection.mortality.multiply': 1.15 },
  { 'projection.lapse.multiply': 0.5, 'projection.lapse.maxDecrease': 0.2 },
  { 'projection.lapseMultiplier': 1.5 },
  { 'projection.lapse.add': [0.4, 0] },
  { 'projection.expenses.multiply': 1.1, 'projection.expenses.inflation': [0.01, 0.02] },
  { 'projection.mortality.add': [0.0015, 0] },
  { 'projection.discount.spread': 0.005 },
];

export interface DrawnModel {
  readonly seed: number;
  readonly size: { readonly policies: number; readonly scenarios: number };
  /** Policies take what is not an amount from so many: few of them make model points of many. */
  readonly distinctKeys: number;
  /** The longest term. */
  readonly years: number;
  /** Of the mortality table's column `age`. */
  readonly lastAge: number;
  readonly columns: {
    readonly policyCount: boolean;
    readonly duration: boolean;
    readonly premiumTerm: boolean;
  };
  readonly mortality: {
    readonly keys: readonly (typeof keys)[number][];
    /** What columns tell apart; otherwise rows do. */
    readonly inColumns: 'nothing' | 'gender' | 'duration';
    /** Durations, the last one ultimate; 0: not select. */
    readonly selectYears: number;
  };
  readonly lapse: Layout;
  readonly expenses: Layout;
  readonly hasProducts: boolean;
  /** Rates up to 1, so that policies run out before their term. */
  readonly isHarsh: boolean;
  readonly scenarios: {
    readonly kind: string;
    readonly isShort: boolean;
    readonly hasBase: boolean;
  };
  readonly projection: ProjectionOptions;
  readonly groupBy: readonly string[];
  readonly sensitivities: readonly DrawnSensitivity[];
}

export const drawnModel: fc.Arbitrary<DrawnModel> = fc.record({
  seed: fc.nat(),
  size: fc.constantFrom(...sizes),
  distinctKeys: fc.constantFrom(1, 3, 40, 400, 5000),
  years: fc.integer({ min: 1, max: 22 }),
  lastAge: fc.integer({ min: 30, max: 100 }),
  columns: fc.record({
    policyCount: fc.boolean(),
    duration: fc.boolean(),
    premiumTerm: fc.boolean(),
  }),
  mortality: fc.record({
    keys: fc.subarray([...keys]),
    inColumns: fc.constantFrom('nothing', 'gender', 'duration'),
    selectYears: fc.constantFrom(0, 0, 1, 4),
  }),
  lapse: fc.constantFrom(...layouts),
  expenses: fc.constantFrom(...layouts),
  hasProducts: fc.boolean(),
  isHarsh: fc.constantFrom(false, false, false, true),
  scenarios: fc.record({
    kind: fc.constantFrom(...scenarioKinds),
    isShort: fc.boolean(),
    hasBase: fc.boolean(),
  }),
  projection: projectionOptions,
  groupBy: fc.oneof(
    fc.constant([]),
    fc.subarray(['region', 'gender', 'product_type', 'age'], { minLength: 1, maxLength: 3 }),
  ),
  sensitivities: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.record({
          set: fc.constantFrom(...stresses),
          policies: fc.constantFrom('all', 'worse'),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    },
  ),
});
