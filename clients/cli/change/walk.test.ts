import { expect, test } from 'vitest';
import type { RunConfig } from '../../../contracts/config.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import { emptyResult } from '../../../contracts/testing/empty-result.ts';
import { sampleConfig } from '../../../runtime/testing/sample-inputs.ts';
import { areaNames } from './area.ts';
import { walkModels } from './walk.ts';

const a = sampleConfig();
const b = sampleConfig({
  policies: 'local://other.parquet',
  projection: { premiumTiming: 'start' },
});
const partial = {
  failures: [],
  reasons: ['node "solver" was stopped before it had finished'],
  missingTables: [],
};

function valueWith(isPartial: (config: RunConfig) => boolean) {
  return (config: RunConfig): Promise<RunResult> =>
    Promise.resolve(emptyResult(isPartial(config) ? { resultHash: null, partial } : {}));
}

test('a change is not measured from a partial result', async () => {
  const walk = walkModels(
    a,
    b,
    areaNames,
    valueWith(({ policies }) => policies === b.policies),
  );
  await expect(walk).rejects.toThrow('B cannot be valued: The result is partial');
});

test('a step whose result is partial is taken together with the next', async () => {
  const isBetween = (config: RunConfig): boolean =>
    config.policies === b.policies && config.projection.premiumTiming !== 'start';
  const { steps } = await walkModels(a, b, areaNames, valueWith(isBetween));
  expect(steps).toHaveLength(1);
  expect(steps[0]!.joined).toMatchObject([
    { reason: expect.stringContaining('partial') as string },
  ]);
});
