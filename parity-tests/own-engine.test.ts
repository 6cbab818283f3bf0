/** The worked engine of docs/engine-abi.md: its text, its bytes, its result. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodePlatform } from '../runtime/node/platform.ts';
import { runValuation } from '../runtime/run-valuation.ts';
import { testEngines } from '../runtime/testing/fixture-engines.ts';
import { benchmarkPolicy, sampleConfig, sampleInputs } from '../runtime/testing/sample-inputs.ts';
import { sourceFolder } from '../engines-wasm/build/build-engines.ts';
import { compileEngine } from '../engines-wasm/build/compile.ts';
import { hasToolchain } from '../engines-wasm/build/toolchain.ts';

const root = path.join(import.meta.dirname, '..');
const source = path.join(root, 'examples', 'own-engine', 'annuity.cpp');

const canCompile = await hasToolchain();
if (!canCompile)
  console.log('SKIPPED: compiling the worked engine, the pinned Emscripten is not here');

describe('the worked engine', () => {
  test('stands in the documentation as it stands in the example, in fewer than 60 lines', () => {
    const code = readFileSync(source, 'utf8');
    const document = readFileSync(path.join(root, 'docs', 'engine-abi.md'), 'utf8');
    expect(document).toContain(`\`\`\`cpp\n${code}\`\`\``);
    expect(code.split('\n').length).toBeLessThan(60);
  });

  test.skipIf(!canCompile)('compiles to the bytes of the example', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-engine-'));
    try {
      const out = path.join(folder, 'annuity.wasm');
      await compileEngine({ source, include: sourceFolder, out, staticBase: 8 * 1024 * 1024 });
      expect(readFileSync(out).equals(readFileSync(source.replace('.cpp', '.wasm')))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('runs in a pipeline of its own and values premiums as an annuity certain', async () => {
    const policies = Array.from({ length: 600 }, (_, index) => benchmarkPolicy(index));
    const inputs = sampleInputs(policies);
    const rate = Float64Array.from({ length: 2 * inputs.horizonYears }, (_, cell) =>
      cell < inputs.horizonYears ? 0 : 0.05,
    );
    const { tables } = await runValuation({
      config: sampleConfig({
        scenarios: { file: 'local://scenarios.csv' },
        pipeline: {
          nodes: [
            {
              id: 'annuity',
              engine: 'wasm://annuity',
              inputs: ['$policies', '$scenarios'],
              outputs: ['bus://results/scenarios'],
              config: { loading: 0.05 },
            },
          ],
        },
        output: { tables: ['scenarios'] },
      }),
      inputs: {
        ...inputs,
        scenarios: {
          columns: [{ name: 'rate', type: 'f64', values: rate, shape: [2, inputs.horizonYears] }],
        },
      },
      engines: testEngines(),
      platform: nodePlatform(),
    });
    const npv = tables[0]!.columns[1]!.values as Float64Array;
    const certain = (interest: number): number =>
      policies.reduce((sum, { premium, term }) => {
        const annuity = interest === 0 ? term : (1 - (1 + interest) ** -term) / interest;
        return sum + 0.95 * premium * annuity;
      }, 0);
    expect(npv[0]! / certain(0)).toBeCloseTo(1, 12);
    expect(npv[1]! / certain(0.05)).toBeCloseTo(1, 12);
  });
});
