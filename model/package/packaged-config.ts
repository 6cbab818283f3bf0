/** A model's configuration as a package holds it: every file under its path in the package. */
import type { RunConfig } from '../../contracts/config.ts';
import { isReference, localPrefix } from '../../contracts/file-reference.ts';

/**
 * The text of a configuration that asks the same: defaults and overrides are filled in, `pathOf`
 * gives each reference's path, and nothing says where the model came from. Pins of assumptions stay, so that
 * the result tells them wherever it is made.
 */
export function packagedConfigText(
  config: RunConfig,
  pathOf: (reference: string) => string,
): string {
  const { $schema: _, assumptionsManager: __, sensitivities, ...rest } = config;
  const { dir: ___, ...output } = config.output;
  const moved = {
    ...rest,
    policies: renamed(config.policies, pathOf),
    assumptions: renamed(config.assumptions, pathOf),
    scenarios: renamed(config.scenarios, pathOf),
    data: renamed(config.data, pathOf),
    engines: renamed(config.engines, pathOf),
    sensitivities: sensitivities.map((one) => ({ ...one, set: renamed(one.set, pathOf) })),
    output,
  };
  return `${JSON.stringify(moved, withSign, 2)}\n`;
}

/** JSON.stringify writes -0 as 0. */
function withSign(_key: string, value: unknown): unknown {
  return Object.is(value, -0) ? rawJSON('-0') : value;
}
const { rawJSON } = JSON as unknown as {
  rawJSON(this: void, text: string): unknown;
};

/** A copy of a value in which every reference has its new path. */
function renamed(value: unknown, pathOf: (reference: string) => string): unknown {
  if (typeof value === 'string') {
    return isReference(value) ? localPrefix + pathOf(value) : value;
  }
  if (Array.isArray(value)) return value.map((item) => renamed(item, pathOf));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, renamed(item, pathOf)] as const);
  return Object.fromEntries(entries);
}
