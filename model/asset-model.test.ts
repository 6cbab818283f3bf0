import { expect, it } from 'vitest';
import { parseConfigObject } from '../contracts/parse-config.ts';
import { assetModel } from './asset-model.ts';

const config = parseConfigObject(
  {
    policies: 'local://2025/policies.parquet',
    assumptions: {
      mortality: 'local://mortality.csv',
      lapse: 'local://lapse.csv',
      expenses: 'local://expenses.csv',
    },
    scenarios: { model: 'gbm', count: 10 },
  },
  'test',
);

it('finds a file under its hash and calls it by its path', () => {
  const model = assetModel(config, new Map([['2025/policies.parquet', '/assets/0a1b']]));
  expect(model.pathOf(config.policies)).toBe('/assets/0a1b');
  expect(model.nameOf(config.policies)).toBe('2025/policies.parquet');
});

it('names a file that did not come with the configuration', () => {
  const model = assetModel(config, new Map([['lapse.csv', '/assets/0a1b']]));
  expect(() => model.pathOf(config.assumptions.mortality)).toThrow(
    expect.objectContaining({
      code: 'ASSET_MISSING',
      message: expect.stringContaining('names mortality.csv, which did not come with it'),
      details: { file: 'mortality.csv', found: 'mortality.csv', expected: 'lapse.csv' },
    }),
  );
});
