import type { RunConfig } from '../../../contracts/config.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { measuredLevels } from './measure.ts';

/** Both configurations with everything left out that the measures do not depend on. */
export function measuredConfigs(
  a: RunConfig,
  b: RunConfig,
  measures: readonly string[],
): readonly [a: RunConfig, b: RunConfig] {
  if (measures.includes('base')) checkHaveBase(a, b);
  const execution = {
    ...b.execution,
    deadlineMs: Math.max(a.execution.deadlineMs, b.execution.deadlineMs),
    memoryMb: Math.max(a.execution.memoryMb, b.execution.memoryMb),
  };
  const measured = (config: RunConfig): RunConfig => {
    const { scenarios, ...rest } = withoutKeys(config);
    return {
      ...rest,
      scenarios: measures.includes('base') ? scenarios : withoutBase(scenarios),
      sensitivities: [],
      statistics: measuredLevels(measures),
      execution,
      output: { dir: 'out', format: 'csv', tables: ['scenarios'], columns: {} },
    };
  };
  return [measured(a), measured(b)];
}

/** Keys on which no net present value depends; pins have become files. */
const idleKeys = new Set(['$schema', 'groupBy', 'pins', 'assumptionsManager']);

function withoutKeys(config: RunConfig): RunConfig {
  const kept = Object.entries(config).filter(([key]) => !idleKeys.has(key));
  return Object.fromEntries(kept) as RunConfig;
}

function withoutBase(scenarios: RunConfig['scenarios']): RunConfig['scenarios'] {
  const { base: _, ...rest } = scenarios;
  return rest;
}

function checkHaveBase(a: RunConfig, b: RunConfig): void {
  const lacking = [a, b].findIndex(({ scenarios }) => scenarios.base === undefined);
  if (lacking < 0) return;
  const side = lacking === 0 ? 'A' : 'B';
  const message =
    `The measure "base" is the value under the base curve, and ${side} has none. Name one under ` +
    'scenarios.base in both models, or leave the measure out.';
  throw new LiveCalcError('ARGUMENT_INVALID', message, { found: 'base' });
}
