/** What is read again for the next task, and what is not. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunInputs } from '../../contracts/run-inputs.ts';
import { selfTestFolder } from '../capabilities/self-test.ts';
import { StoredModels } from '../testing/stored-models.ts';
import type { RunTask } from '../executor.ts';
import { KeptInputs } from './kept-inputs.ts';

let models: StoredModels;
let kept: KeptInputs;
beforeEach(() => {
  models = new StoredModels();
  kept = new KeptInputs();
});
afterEach(() => models[Symbol.dispose]());

function load(task: RunTask): Promise<RunInputs> {
  return kept.of(task).load(task.config);
}

function original(name: string): string {
  return readFileSync(path.join(selfTestFolder, name), 'utf8');
}

/** The rates of the table, as they would be read. */
function mortality(inputs: RunInputs): readonly number[] {
  return [...inputs.assumptions.columns.find(({ name }) => name === 'mortality')!.values];
}

test('the same files under the same tenant are not read again', async () => {
  const first = await load(await models.task(selfTestFolder));
  const second = await load(await models.task(selfTestFolder));
  expect(second.policies).toBe(first.policies);
  expect(second.assumptions).toBe(first.assumptions);
});

test('a table that changed is read again, the portfolio beside it is not', async () => {
  const first = await load(await models.task(selfTestFolder));
  const files = { 'mortality.csv': original('mortality.csv').replace(/^40,.*$/m, '40,0.5,0.5') };
  const second = await load(await models.task(selfTestFolder, {}, { files }));
  expect(second.policies).toBe(first.policies);
  expect(mortality(first)).not.toContain(0.5);
  expect(mortality(second)).toContain(0.5);
  const third = await load(await models.task(selfTestFolder));
  expect(mortality(third)).toEqual(mortality(first));
});

test('two paths of one content stay two, when one of them changes', async () => {
  const twin = {
    assumptions: {
      mortality: 'local://mortality.csv',
      lapse: 'local://lapse.csv',
      expenses: 'local://expenses.csv',
    },
  };
  await load(await models.task(selfTestFolder, twin));
  const renamed = {
    ...twin,
    assumptions: { ...twin.assumptions, mortality: 'local://stress.csv' },
  };
  const files = { 'stress.csv': original('mortality.csv') };
  const same = await load(await models.task(selfTestFolder, renamed, { files }));
  const stressed = { 'stress.csv': original('mortality.csv').replace(/^40,.*$/m, '40,0.5,0.5') };
  const other = await load(await models.task(selfTestFolder, renamed, { files: stressed }));
  expect(mortality(same)).not.toContain(0.5);
  expect(mortality(other)).toContain(0.5);
});

test('another tenant’s files are read, though they are the same', async () => {
  const first = await load(await models.task(selfTestFolder));
  const second = await load(await models.task(selfTestFolder, {}, { tenant: 'other' }));
  expect(second.policies).not.toBe(first.policies);
  expect(second.policies).toEqual(first.policies);
});

test('another portfolio takes the place of the one before', async () => {
  const first = await load(await models.task(selfTestFolder));
  const rows = original('policies.csv').trimEnd().split('\n');
  const files = { 'policies.csv': `${rows.slice(0, -1).join('\n')}\n` };
  const second = await load(await models.task(selfTestFolder, {}, { files }));
  expect(second.policyCount).toBe(first.policyCount - 1);
});
