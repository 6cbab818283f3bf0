import { expect, it } from 'vitest';
import { parseConfigObject } from '../contracts/parse-config.ts';
import { checkEnginePins, engineMismatches, enginePins } from './engine-pins.ts';

const config = parseConfigObject(
  {
    policies: 'local://policies.csv',
    assumptions: {
      mortality: 'local://mortality.csv',
      lapse: 'local://lapse.csv',
      expenses: 'local://expenses.csv',
    },
    scenarios: { model: 'gbm', count: 10 },
  },
  'test',
);
const other = '0'.repeat(64);

it('takes the engines that are here', async () => {
  const pins = await enginePins(config);
  expect(Object.keys(pins)).toEqual(['compress', 'projection', 'scenarios']);
  expect(await engineMismatches(pins)).toEqual([]);
  await checkEnginePins(pins);
});

it('refuses a pin of other bytes, naming both', async () => {
  const { projection } = await enginePins(config);
  await expect(checkEnginePins({ projection: other })).rejects.toMatchObject({
    code: 'ENGINE_MISMATCH',
    message: expect.stringContaining(`engine "projection" with SHA-256 ${other}`) as string,
    details: { node: 'projection', found: projection, expected: other },
  });
});

it('refuses a pin of an engine that is not built in', async () => {
  expect(await engineMismatches({ nobody: other })).toEqual([
    { name: 'nobody', found: null, expected: other },
  ]);
  await expect(checkEnginePins({ nobody: other })).rejects.toMatchObject({
    code: 'ENGINE_MISMATCH',
    details: { found: 'no such engine' },
  });
});
