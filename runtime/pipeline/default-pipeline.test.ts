/** The plain valuation: what of the configuration becomes a parameter, and which method it makes. */
import { describe, expect, test } from 'vitest';
import { sampleConfig } from '../testing/sample-inputs.ts';
import { pipelineNodes } from './default-pipeline.ts';
import { projectionMethod } from './projection-method.ts';

function projectionConfig(projection: object): Record<string, unknown> {
  return pipelineNodes(sampleConfig({ projection })).find(({ id }) => id === 'projection')!.config;
}

describe('the projection’s node', () => {
  test('reads the policies behind model points too', () => {
    const node = pipelineNodes(sampleConfig()).find(({ id }) => id === 'projection')!;
    expect(node.inputs).toEqual(['$policies', '$assumptions', 'bus://scenarios/rates', '$members']);
  });

  test('takes the values of the configuration, and their limits without what is by year', () => {
    const mortality = { multiply: [1, 1.1], add: 0.001, cap: 0.5, maxIncrease: 0.2 };
    const given = { lapseMultiplier: 1.5, discount: { spread: 0.01 }, deathTiming: 'mid' };
    expect(projectionConfig({ ...given, mortality })).toEqual({
      mortalityMultiplier: 1,
      expenseMultiplier: 1,
      premiumMultiplier: 1,
      premiumTiming: 'end',
      surrenderTiming: 'end',
      maturityTiming: 'end',
      expenseTiming: 'end',
      ...given,
      mortality: { floor: 0, cap: 0.5, maxIncrease: 0.2 },
      lapse: { floor: 0, cap: 1 },
      lapseReference: 'none',
      dynamicLapse: {},
    });
  });
});

describe('the method', () => {
  const dynamicLapse = { slope: 10, floor: 0.5, cap: 2 };

  test.each([
    { reference: undefined, name: 'discount-once', lapseReference: 'none', parameter: {} },
    {
      reference: 0.03,
      name: 'common-factor',
      lapseReference: 'number',
      parameter: { ...dynamicLapse, reference: 0.03 },
    },
    {
      reference: 'reference_rate',
      name: 'simd-over-scenarios',
      lapseReference: 'column',
      parameter: dynamicLapse,
    },
  ] as const)('is $name where the reference is $reference', (expected) => {
    const { reference } = expected;
    const projection =
      reference === undefined ? {} : { dynamicLapse: { ...dynamicLapse, reference } };
    const config = sampleConfig({ projection });
    expect(projectionMethod(config.projection)).toMatchObject({ name: expected.name });
    expect(projectionConfig(projection)).toMatchObject({
      lapseReference: expected.lapseReference,
      dynamicLapse: expected.parameter,
    });
  });
});
