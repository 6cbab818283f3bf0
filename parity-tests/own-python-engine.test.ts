/** The worked engine of docs/python-engines.md: its text, its unit tests, its result. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { nodeEngines } from '../engines-wasm/node/engine-files.ts';
import { nodePlatform } from '../runtime/node/platform.ts';
import { runValuation } from '../runtime/run-valuation.ts';
import { benchmarkPolicy, sampleConfig, sampleInputs } from '../runtime/testing/sample-inputs.ts';
import { hasPython } from './random-models/ask-oracle.ts';

const root = path.join(import.meta.dirname, '..');
const folder = path.join(root, 'examples', 'own-python-engine');
const platform = nodePlatform();
afterAll(async () => await platform.python?.[Symbol.asyncDispose]());

describe('the worked engine in Python', () => {
  test.each(['capital.py', 'test_capital.py'])(
    'stands in the documentation as it is: %s',
    (file) => {
      const code = readFileSync(path.join(folder, file), 'utf8');
      const document = readFileSync(path.join(root, 'docs', 'python-engines.md'), 'utf8');
      expect(document).toContain(`\`\`\`python\n${code}\`\`\``);
    },
  );

  test('passes its tests in plain CPython', async ({ skip }) => {
    skip(!hasPython(), 'there is no python3 here');
    const library = path.join(root, 'engines-wasm', 'python', 'library');
    const run = promisify(execFile)('python3', ['-B', '-m', 'unittest', 'test_capital'], {
      cwd: folder,
      env: { ...process.env, PYTHONPATH: library },
    });
    expect((await run).stderr).toMatch(/Ran 2 tests[^]*\nOK/);
  });

  test('runs in a pipeline, behind the projection', async () => {
    const inputs = sampleInputs(Array.from({ length: 30 }, (_, index) => benchmarkPolicy(index)));
    const example = JSON.parse(
      readFileSync(path.join(folder, 'livecalc.config.json'), 'utf8'),
    ) as Record<'scenarios' | 'pipeline' | 'output', object>;
    const { scenarios, pipeline, output } = example;
    const { tables, result } = await runValuation({
      config: sampleConfig({ scenarios, pipeline, output }),
      inputs,
      engines: nodeEngines({ capital: path.join(folder, 'capital.py') }),
      platform,
    });
    const [npv, capital] = tables.map(({ columns }) => columns);
    const sorted = Float64Array.from(npv![1]!.values as Float64Array).toSorted();
    const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
    const [level, valueAtRisk] = capital!
      .slice(-3)
      .map(({ values }) => Array.from(values as Float64Array));
    expect(level).toEqual([0.005, 0.05]);
    expect(valueAtRisk![0]! / (mean - sorted[4]!)).toBeCloseTo(1, 12);
    expect(valueAtRisk![1]! / (mean - sorted[49]!)).toBeCloseTo(1, 12);
    expect(result.warnings).toContain('capital: fewer than 10 scenarios lie beyond level 0.005');
  });
});
