/**
 * The way from model A to model B, one area at a time. Every stop on it is a whole valuation, so the
 * differences between neighbours add up to the difference between the ends: nothing is left over.
 */
import type { RunConfig } from '../../../contracts/config.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { parseConfigObject } from '../../../contracts/parse-config.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import { wholeResultHash } from '../../../contracts/whole-result.ts';
import { configChanges, type KeyChange } from '../config-changes.ts';
import type { Area } from './area.ts';
import { changedUnits, withUnits, type ChangedUnit } from './change-units.ts';

/** An area that cannot be changed by itself, and what its valuation said. */
export interface JoinedArea {
  readonly area: Area;
  readonly reason: string;
}

export interface WalkStep {
  /** One, or several that can only be changed together. */
  readonly areas: readonly Area[];
  readonly joined: readonly JoinedArea[];
  readonly keys: readonly KeyChange[];
  /** After the step. */
  readonly result: RunResult;
}

export interface Walk {
  readonly start: RunResult;
  /** The last one ends at B. */
  readonly steps: readonly WalkStep[];
  /** Areas in which the models are alike. */
  readonly unchanged: readonly Area[];
}

/** Values a configuration. */
export type Value = (config: RunConfig) => Promise<RunResult>;

/**
 * Both ends are valued first. Throws what they throw, named, also where one is partial; what stops a run;
 * no other step's errors.
 */
export async function walkModels(
  a: RunConfig,
  b: RunConfig,
  order: readonly Area[],
  valued: Value,
): Promise<Walk> {
  const value: Value = (config) => valued(config).then(whole);
  const units = changedUnits(a, b);
  const isChanged = (area: Area): boolean => units.some((unit) => unit.area === area);
  const changed = order.filter(isChanged);
  const start = await named('A', () => value(a));
  const end = changed.length === 0 ? start : await named('B', () => value(b));
  const steps: WalkStep[] = [];
  let from = a;
  let open: OpenStep = { areas: [], joined: [] };
  for (const [index, area] of changed.entries()) {
    open.areas.push(area);
    const isLast = index === changed.length - 1;
    const reached = isLast
      ? { config: b, result: end }
      : await stop(from, unitsIn(units, open.areas), value);
    if ('reason' in reached) {
      open.joined.push({ area, reason: reached.reason });
      continue;
    }
    const keys = configChanges(from, reached.config);
    steps.push({ ...open, keys, result: reached.result });
    from = reached.config;
    open = { areas: [], joined: [] };
  }
  return { start, steps, unchanged: order.filter((area) => !isChanged(area)) };
}

/** What a failure or a time limit has shaped is no measure of a change (I1). */
function whole(result: RunResult): RunResult {
  wholeResultHash(result);
  return result;
}

/** Areas that wait for one with which they can be valued. */
interface OpenStep {
  readonly areas: Area[];
  readonly joined: JoinedArea[];
}

function unitsIn(units: readonly ChangedUnit[], areas: readonly Area[]): ChangedUnit[] {
  return units.filter(({ area }) => areas.includes(area));
}

type Stop = { config: RunConfig; result: RunResult } | { reason: string };

/** What ends a run from outside ends the walk; what is wrong with a mixture of two models joins steps. */
async function stop(from: RunConfig, units: readonly ChangedUnit[], value: Value): Promise<Stop> {
  try {
    const config = parseConfigObject(withUnits(from, units), 'the configuration between A and B');
    return { config, result: await value(config) };
  } catch (error) {
    if (!(error instanceof LiveCalcError) || !isOfMixture(error)) throw error;
    return { reason: error.message };
  }
}

function isOfMixture({ code, blame }: LiveCalcError): boolean {
  return blame === 'user' && code !== 'CANCELLED' && code !== 'DEADLINE_EXCEEDED';
}

async function named<T>(side: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof LiveCalcError) || error.code === 'CANCELLED') throw error;
    const message = `${side} cannot be valued: ${error.message}`;
    throw new LiveCalcError(error.code, message, error.details, error);
  }
}
