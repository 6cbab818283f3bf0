/** The two halves of the key `projection`: parameters of the projection's node, and what shapes the tables it reads. */
import {
  limitKeys,
  nodeKeys,
  type ProjectionConfig,
  type RateAdjustment,
} from './projection-config.ts';

/** What the projection writes, in its order. */
export const projectionTables = [
  'scenarios',
  'cash_flows',
  'policies',
  'scenarios_by_group',
  'cash_flows_by_group',
] as const;

/** Which rate dynamic lapse compares the scenario's with, as the engine's parameter of this name says it. */
export type LapseReference = 'none' | 'number' | 'column';

export function lapseReference({
  dynamicLapse,
}: Pick<ProjectionConfig, 'dynamicLapse'>): LapseReference {
  if (dynamicLapse === undefined) return 'none';
  return typeof dynamicLapse.reference === 'number' ? 'number' : 'column';
}

/** The config of a node `wasm://projection`. */
export function projectionNodeConfig(projection: ProjectionConfig): Record<string, unknown> {
  const { dynamicLapse = {} } = projection;
  return {
    ...Object.fromEntries(nodeKeys.map((key) => [key, projection[key]])),
    mortality: rateLimits(projection.mortality),
    lapse: rateLimits(projection.lapse),
    lapseReference: lapseReference(projection),
    // Without a reference that is a column of the policies.
    dynamicLapse: numbersAmong(dynamicLapse),
  };
}

/** The keys that are no parameters of the node: they stay under `projection` beside a pipeline. */
export function tableShaping(projection: ProjectionConfig): Partial<ProjectionConfig> {
  const ofNode: readonly string[] = nodeKeys;
  const { mortality, lapse, ...others } = projection;
  const kept = Object.entries(others).filter(([key]) => !ofNode.includes(key));
  return { ...Object.fromEntries(kept), ...withoutLimits({ mortality, lapse }) };
}

/** What `multiply` and `add` say by year is in the tables; the engine limits what comes of it. */
function rateLimits({ floor, cap, maxIncrease, maxDecrease }: RateAdjustment): object {
  return numbersAmong({ floor, cap, maxIncrease, maxDecrease });
}

function withoutLimits(rates: Readonly<Record<string, RateAdjustment>>): object {
  const limits: readonly string[] = limitKeys;
  const shaping = ([key]: readonly [string, unknown]): boolean => !limits.includes(key);
  return Object.fromEntries(
    Object.entries(rates).map(([name, adjustment]) => [
      name,
      Object.fromEntries(Object.entries(adjustment).filter(shaping)),
    ]),
  );
}

function numbersAmong(values: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => typeof value === 'number'),
  );
}
