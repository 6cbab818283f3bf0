/** Random portfolios against the independent implementation in Python, where it is there. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelFiles, resultColumn, valueCsvModel, type CsvModel } from './csv-model.ts';
import { hasReferenceCases, referenceFolder } from './reference-cases.ts';

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.log('SKIPPED: no python3 for the oracle');
    return false;
  }
}

const rate = fc.double({ min: 0, max: 1, noNaN: true });

const model: fc.Arbitrary<CsvModel> = fc
  .record({
    policies: fc.array(
      fc.record({
        age: fc.integer({ min: 0, max: 70 }),
        gender: fc.constantFrom('M', 'F'),
        sumAssured: fc.double({ min: 0, max: 1e7, noNaN: true }),
        premium: fc.double({ min: 0, max: 1e5, noNaN: true }),
        term: fc.integer({ min: 0, max: 50 }),
      }),
      { minLength: 1, maxLength: 40 },
    ),
    mortality: fc.array(fc.tuple(rate, rate), { minLength: 121, maxLength: 121 }),
    lapse: fc.array(rate, { minLength: 50, maxLength: 50 }),
    expenses: fc.tuple(rate, rate, rate, rate),
    rates: fc.array(
      fc.array(fc.double({ min: -0.05, max: 0.3, noNaN: true }), { minLength: 50, maxLength: 50 }),
      { minLength: 1, maxLength: 5 },
    ),
  })
  .map(({ policies, mortality, lapse, expenses, rates }) => ({
    policies: csv(
      'policy_id,age,gender,sum_assured,premium,term,product_type,underwriting_class',
      policies.map((p, i) => [
        i + 1,
        p.age,
        p.gender,
        p.sumAssured,
        p.premium,
        p.term,
        'Term',
        'Standard',
      ]),
    ),
    mortality: csv(
      'age,male_qx,female_qx',
      mortality.map((pair, age) => [age, ...pair]),
    ),
    lapse: csv(
      'year,lapse_rate',
      lapse.map((value, year) => [year + 1, value]),
    ),
    expenses: csv('name,value', [
      ['per_policy_acquisition', expenses[0] * 1000],
      ['per_policy_maintenance', expenses[1] * 100],
      ['percent_of_premium', expenses[2]],
      ['claim_expense', expenses[3] * 500],
    ]),
    scenarios: csv(
      `scenario_id,${Array.from({ length: 50 }, (_, year) => `year_${year + 1}`).join(',')}`,
      rates.map((path_, index) => [index, ...path_]),
    ),
  }));

function csv(header: string, lines: readonly (readonly (string | number)[])[]): string {
  return `${[header, ...lines.map((line) => line.join(','))].join('\n')}\n`;
}

function askOracle(folder: string, files: CsvModel, options: readonly string[]): number[] {
  for (const file of modelFiles) writeFileSync(path.join(folder, `${file}.csv`), files[file]);
  const script = path.join(referenceFolder, 'oracle.py');
  const text = execFileSync('python3', [script, folder, '--print', ...options], {
    encoding: 'utf8',
  });
  return (JSON.parse(text) as { scenario_npvs: number[] }).scenario_npvs;
}

/** Sum of absolute undiscounted flows: at least as large as the discounted ones, but for negative rates. */
function scaleOf(files: CsvModel): number {
  const [, ...policies] = files.policies.trim().split('\n');
  return policies.reduce((sum, line) => {
    const [, , , sumAssured, premium, term] = line.split(',').map(Number);
    return sum + sumAssured! + (premium! + 1000) * term!;
  }, 0);
}

const canRun = hasReferenceCases() && hasPython();

describe.skipIf(!canRun)('random portfolios', () => {
  test('have the totals that the oracle finds', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-oracle-'));
    const multiplier = fc.double({ min: 0, max: 3, noNaN: true });
    try {
      await fc.assert(
        fc.asyncProperty(model, fc.tuple(multiplier, multiplier, multiplier), async (files, by) => {
          const options = [
            '--mortality',
            `${by[0]}`,
            '--lapse',
            `${by[1]}`,
            '--expense',
            `${by[2]}`,
          ];
          const expected = askOracle(folder, files, options);
          const valuation = await valueCsvModel(files, {
            projection: {
              mortalityMultiplier: by[0],
              lapseMultiplier: by[1],
              expenseMultiplier: by[2],
            },
          });
          const found = resultColumn(valuation, 'scenarios', 'npv');
          const scale = scaleOf(files);
          expected.forEach((npv, index) => {
            expect(Math.abs(found[index]! - npv)).toBeLessThanOrEqual(1e-11 * scale);
          });
        }),
        { numRuns: 25 },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
