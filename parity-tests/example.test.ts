/**
 * The example's result hash: a bit that changes shows here. Policy by policy its values are as first
 * released; since the table `policies` carries product_type through, the hash covers that column too.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '../contracts/parse-config.ts';
import { pipelineNodes } from '../runtime/pipeline/default-pipeline.ts';
import { valueConfig } from './value-folder.ts';

const folder = path.join(import.meta.dirname, '..', 'examples', 'term-life');
/** Of the tables scenarios and cash_flows: 10,000 policies in 2,112 model points. */
const ofModelPoints = '2ee58d348def42ef23f5da92ec597fe5bf4b7780d629afe347112d66fdb704b6';
const released = '89c84b356a7e2d43f1fe53cc7d84947f93f21bada9e937814d3242094a1a05ab';

const text = readFileSync(path.join(folder, 'livecalc.config.json'), 'utf8');
const config = parseConfig(text, 'livecalc.config.json');

test.each([1, 2, 3, 8])('the example has its hash with %i threads', async (threads) => {
  const execution = { ...config.execution, threads };
  const output = { ...config.output, tables: ['scenarios', 'cash_flows'] };
  const { result } = await valueConfig({ ...config, execution, output }, folder);
  expect(result.modelPointCount).toBe(2112);
  expect(result.resultHash).toBe(ofModelPoints);
});

test('its policies one by one, as before there were model points, have the hash first released', async () => {
  const pipeline = { nodes: [...pipelineNodes(config)] };
  const { result } = await valueConfig({ ...config, pipeline }, folder);
  expect(result.resultHash).toBe(released);
});
