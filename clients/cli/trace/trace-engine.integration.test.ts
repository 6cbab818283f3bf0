/** The trace against the engine: every option, on the policies of an example. */
import path from 'node:path';
import { expect, it } from 'vitest';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import { generateScenarios } from '../../../runtime/generate-scenarios.ts';
import { runValuation } from '../../../runtime/run-valuation.ts';
import { loadConfig } from '../../../model/load-config.ts';
import { modelEngines } from '../../../model/model-engines.ts';
import { readInputs } from '../../../model/model-inputs.ts';
import { smallModel } from '../test-support/small-model.ts';
import { findPolicy, ratesOfTable } from './trace-basis.ts';
import { tracePolicy } from './trace-policy.ts';

const example = path.join(import.meta.dirname, '..', '..', '..', 'examples', 'solvency2-life');
const scenarios = 3;
const { signal } = new AbortController();

const dynamicLapse = { slope: 12, floor: 0.4, cap: 1.6, reference: 0.026 };
const adjusted = {
  mortalityMultiplier: 1.1,
  expenseMultiplier: 0.9,
  premiumMultiplier: 1.15,
  discount: { spread: 0.004 },
  mortality: { multiply: [1.2, 0.9], add: [0.001, 0], floor: 0.0006, cap: 0.5 },
  lapse: { multiply: 1.5, add: [0.05, -0.005], maxIncrease: 0.06, maxDecrease: 0.004 },
  expenses: { multiply: [1, 1.1], add: [3, 0, 1], inflation: [0.05, 0.02] },
};

it.each([
  ['as the example values them', {}],
  ['with adjusted rates and expenses', adjusted],
  [
    'paid at other times, endowed at the last age',
    {
      premiumTiming: 'mid',
      deathTiming: 'end',
      surrenderTiming: 'mid',
      maturityTiming: 'start',
      expenseTiming: 'end',
      lastAge: 'endow',
    },
  ],
  ['with lapses that follow interest', { ...adjusted, dynamicLapse }],
])('adds up to the engine’s npv of policies %s', async (_, projection) => {
  await expectAgreement(example, projection);
});

it('does so where lapses follow each policy’s own rate, before issue and in force', async () => {
  const columns = ['policy_id', 'age', 'gender', 'sum_assured', 'premium', 'term'];
  const more = ['duration_years', 'premium_term', 'reference_rate', 'policy_count'];
  const rows = Array.from({ length: 40 }, (_, index) => [
    index + 1,
    30 + index,
    index % 3 === 0 ? 'F' : 'M',
    1e5 + index,
    900,
    10 + (index % 9),
    (index % 14) - 3,
    5 + (index % 5),
    0.01 + index / 1000,
    1 + (index % 4) / 2,
  ]);
  const lines = [[...columns, ...more], ...rows].map((row) => row.join(','));
  const model = smallModel({}, { 'policies.csv': `${lines.join('\n')}\n` });
  await expectAgreement(model, {
    ...adjusted,
    premiumTiming: 'start',
    deathTiming: 'mid',
    dynamicLapse: { ...dynamicLapse, reference: 'reference_rate' },
  });
});

/** Sums of traces are the engine's values of every scenario, at 1e-11 of what is added. */
async function expectAgreement(folder: string, projection: object): Promise<void> {
  const overrides = [
    `scenarios.count=${scenarios}`,
    'sensitivities=[]',
    ...Object.entries(projection).map(
      ([key, value]) => `projection.${key}=${JSON.stringify(value)}`,
    ),
  ];
  const loaded = await loadConfig(folder, () => overrides);
  const { config } = loaded;
  const inputs = await readInputs(loaded, signal);
  const engines = modelEngines(loaded);
  const platform = nodePlatform();
  const { tables } = await runValuation({ config, inputs, engines, platform });
  const { horizonYears } = inputs;
  const rates = await generateScenarios({ config, horizonYears, engines, platform });
  const npv = tables.find(({ name }) => name === 'scenarios')!.columns.at(-1)!.values;
  for (let scenario = 0; scenario < scenarios; scenario++) {
    const scenarioRates = ratesOfTable(rates, String(scenario));
    let sum = 0;
    let size = 0;
    for (const id of inputs.policyTable.columns[0]!.values) {
      const { basis } = findPolicy(inputs, config, String(id));
      const own = tracePolicy({ ...basis, rates: scenarioRates }).at(-1)?.npv ?? 0;
      sum += own;
      size += Math.abs(own);
    }
    expect(Math.abs(Number(npv[scenario]) - sum) / size).toBeLessThan(1e-11);
  }
}
