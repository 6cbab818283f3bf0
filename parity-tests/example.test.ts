/** The example's result hash, as it was when it was first released: a bit that changes shows here. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '../contracts/parse-config.ts';
import { valueConfig } from './value-folder.ts';

const folder = path.join(import.meta.dirname, '..', 'examples', 'term-life');
const released = '43e8ba73ce100bf30054b630b75fa2417f2a3a31b0fcede7961b9381e0552a5c';

test.each([1, 2, 3, 8])('the example has its released hash with %i threads', async (threads) => {
  const text = readFileSync(path.join(folder, 'livecalc.config.json'), 'utf8');
  const config = parseConfig(text, 'livecalc.config.json');
  const execution = { ...config.execution, threads };
  const { result } = await valueConfig({ ...config, execution }, folder);
  expect(result.resultHash).toBe(released);
});
