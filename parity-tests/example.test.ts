/**
 * The example's result hash: a bit that changes shows here. Values are as first released; since the table
 * `policies` carries product_type through, the hash covers that column too.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '../contracts/parse-config.ts';
import { valueConfig } from './value-folder.ts';

const folder = path.join(import.meta.dirname, '..', 'examples', 'term-life');
const released = '89c84b356a7e2d43f1fe53cc7d84947f93f21bada9e937814d3242094a1a05ab';

test.each([1, 2, 3, 8])('the example has its released hash with %i threads', async (threads) => {
  const text = readFileSync(path.join(folder, 'livecalc.config.json'), 'utf8');
  const config = parseConfig(text, 'livecalc.config.json');
  const execution = { ...config.execution, threads };
  const { result } = await valueConfig({ ...config, execution }, folder);
  expect(result.resultHash).toBe(released);
});
