/** Reads and validates every input of a run; what is wrong goes into the list. */
import type { RunConfig } from '../../contracts/config.ts';
import type { RunInputs } from '../../contracts/run-inputs.ts';
import { readExpenses, readLapse, readMortality } from './assumption-tables.ts';
import type { ExpenseTable, LapseTable, MortalityTable } from './assumption-tables.ts';
import { assumptionBlock, baseBlock, mortalityGrid, policyBlock, scenarioBlock } from './blocks.ts';
import { readCurve } from './curve-file.ts';
import type { Curve } from './curve-file.ts';
import type { InputRequest } from './input-request.ts';
import { readPolicies } from './policies.ts';
import type { CheckedPolicies, Policies } from './policies.ts';
import type { ProblemList } from './problem-list.ts';
import { readScenarios } from './scenario-file.ts';
import type { ScenarioFile } from './scenario-file.ts';
import { cappedWarning, checkAges, checkYears } from './table-ends.ts';
import type { Extend, TableByYear } from './table-ends.ts';

interface InputTables {
  readonly policies: Policies | null;
  readonly mortality: MortalityTable | null;
  readonly lapse: LapseTable | null;
  readonly expenses: ExpenseTable | null;
  /** Null also where scenarios are generated. */
  readonly scenarios: ScenarioFile | null;
  /** Null also where the config gives no base curve. */
  readonly base: Curve | null;
}

/** The inputs, or null where the list has problems. Throws CANCELLED. */
export async function readInputs(
  request: InputRequest,
  problems: ProblemList,
): Promise<RunInputs | null> {
  const { scenarios } = request.config;
  const tables: InputTables = {
    policies: await readPolicies(request, problems),
    mortality: await readMortality(request, problems),
    lapse: await readLapse(request, problems),
    expenses: await readExpenses(request, problems),
    scenarios: 'file' in scenarios ? await readScenarios(request, scenarios, problems) : null,
    base: scenarios.base === undefined ? null : await readCurve(request, scenarios.base, problems),
  };
  const warnings = checkTogether(request, tables, problems);
  return problems.count > 0 ? null : runInputs(tables, warnings);
}

/** Rules between files. Returns warnings. */
function checkTogether(
  { config }: InputRequest,
  { policies, mortality, lapse, scenarios, base }: InputTables,
  problems: ProblemList,
): readonly string[] {
  const { extend } = config.projection;
  const { mortalityMultiplier, lapseMultiplier } = projectionMultipliers(config);
  const beyond = config.scenarios.beyond ?? extend;
  const warnings: (string | null)[] = [];
  const needsYears = (table: TableByYear, atEnd: Extend): void => {
    if (policies !== null) warnings.push(checkYears(policies, table, atEnd, problems));
  };
  const needsRates = (file: string, years: number): void =>
    needsYears({ file, years, extendKey: 'scenarios.beyond' }, beyond);
  if (mortality !== null) {
    const { file, male, female } = mortality;
    if (policies !== null) warnings.push(checkAges(policies, mortality, extend, problems));
    warnings.push(cappedWarning(file, mortalityMultiplier, [male, female]));
  }
  if (lapse !== null) {
    const { file, rates } = lapse;
    needsYears({ file, years: rates.length, extendKey: 'projection.extend' }, extend);
    warnings.push(cappedWarning(lapse.file, lapseMultiplier, [lapse.rates]));
  }
  if (scenarios !== null) needsRates(scenarios.file, scenarios.years.length);
  if (base !== null) needsRates(base.file, base.rates.length);
  return warnings.filter((warning) => warning !== null);
}

/** The multipliers that the projection works with: in a pipeline those of its node. */
function projectionMultipliers(config: RunConfig): {
  mortalityMultiplier: number;
  lapseMultiplier: number;
} {
  const node = config.pipeline?.nodes.find(({ engine }) => engine === 'wasm://projection');
  return { ...config.projection, ...node?.config };
}

/** Called where there were no problems, so every table is there. */
function runInputs(tables: InputTables, warnings: readonly string[]): RunInputs {
  const { mortality, lapse, expenses, scenarios, base } = tables as {
    [K in keyof InputTables]: NonNullable<InputTables[K]>;
  };
  const policies = tables.policies as CheckedPolicies;
  const horizonYears = longestTerm(policies.term);
  const grid = mortalityGrid(mortality, policies);
  const files = [
    policies,
    mortality,
    lapse,
    expenses,
    ...(tables.scenarios ? [scenarios] : []),
    ...(tables.base ? [base] : []),
  ];
  return {
    policyCount: policies.count,
    horizonYears,
    policies: policyBlock(policies, grid),
    assumptions: assumptionBlock(grid, lapse, expenses, horizonYears),
    scenarios: tables.scenarios ? scenarioBlock(scenarios, horizonYears) : null,
    base: tables.base ? baseBlock(base, horizonYears) : null,
    groups: null,
    modelPoints: null,
    policyTable: {
      name: 'policies',
      length: policies.count,
      columns: [policies.ids, ...policies.carried],
    },
    scenarioIds: tables.scenarios ? scenarios.ids : null,
    summaries: files.map((file) => file.summary),
    warnings,
  };
}

/** At least 1, so that no table is empty where every term is 0. */
function longestTerm(terms: Uint32Array): number {
  let longest = 1;
  for (const term of terms) if (term > longest) longest = term;
  return longest;
}
