/** The effect of every step from A to B on every measure: what `livecalc change --json` prints. */
import type { KeyChange } from '../config-changes.ts';
import type { Area } from './area.ts';
import { effectsOf, type Effects } from './effects.ts';
import { measuredValue } from './measure.ts';
import type { JoinedArea, Walk } from './walk.ts';

export interface MeasuredChange {
  /** `mean`, `cte95` */
  readonly measure: string;
  readonly effects: Effects;
}

export interface ChangeStep {
  readonly areas: readonly Area[];
  readonly joined: readonly JoinedArea[];
  readonly keys: readonly KeyChange[];
}

export interface ModelChange {
  readonly a: string;
  readonly b: string;
  readonly steps: readonly ChangeStep[];
  readonly unchanged: readonly Area[];
  readonly measures: readonly MeasuredChange[];
}

export function modelChange(
  names: Pick<ModelChange, 'a' | 'b'>,
  { start, steps, unchanged }: Walk,
  measures: readonly string[],
): ModelChange {
  const results = [start, ...steps.map(({ result }) => result)];
  return {
    ...names,
    steps: steps.map(({ areas, joined, keys }) => ({ areas, joined, keys })),
    unchanged,
    measures: measures.map((measure) => ({
      measure,
      effects: effectsOf(results.map((result) => measuredValue(result, measure))),
    })),
  };
}
