/** The areas that a change is walked through: which keys of a configuration belong to which. */

export const areas = {
  data: 'the portfolio and further tables',
  mortality: 'mortality table, its multipliers and limits, the last age',
  lapse: 'lapse table, its multipliers and limits, dynamic lapse',
  expenses: 'expense table, its multipliers, inflation',
  product: 'benefits and premiums by policy year',
  economics: 'scenarios, discount spread',
  model: 'timing, what tables do past their end, other parameters of nodes',
  engines: 'engines of the model’s own, and the pipeline',
} as const;

export type Area = keyof typeof areas;

/** The order in which a change is walked unless another is asked for. */
export const areaNames = Object.keys(areas) as Area[];

/** Of `projection` and of a node's own config: everything else is `model`. */
const parameterAreas: Readonly<Record<string, Area>> = {
  mortalityMultiplier: 'mortality',
  mortality: 'mortality',
  lastAge: 'mortality',
  lapseMultiplier: 'lapse',
  lapse: 'lapse',
  dynamicLapse: 'lapse',
  lapseReference: 'lapse',
  expenseMultiplier: 'expenses',
  expenses: 'expenses',
  discount: 'economics',
};

const assumptionAreas: Readonly<Record<string, Area>> = {
  mortality: 'mortality',
  lapse: 'lapse',
  expenses: 'expenses',
  product: 'product',
};

/** Of the keys that `changeUnits` gives. `engineOf` names the engine of a node by its position. */
export function areaOf(key: string, engineOf: (node: number) => string): Area {
  const [root = '', name = '', ...rest] = key.split('.');
  if (root === 'policies' || root === 'data') return 'data';
  if (root === 'assumptions') return assumptionAreas[name] ?? 'model';
  if (root === 'scenarios') return 'economics';
  if (root === 'projection') return parameterAreas[name] ?? 'model';
  const [node, , parameter] = rest;
  if (root !== 'pipeline' || node === undefined || parameter === undefined) return 'engines';
  if (engineOf(Number(node)) === 'wasm://scenarios') return 'economics';
  return parameterAreas[parameter] ?? 'model';
}
