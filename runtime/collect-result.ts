/** What is made of an executed run. */
import type { BaseValue, RunResult, Statistics } from '../contracts/run-result.ts';
import type { StatisticsLevels } from '../contracts/statistics-levels.ts';
import type { Table } from '../contracts/table.ts';
import { describeColumn } from './hashing/column-hash.ts';
import { resultHash } from './hashing/result-hash.ts';
import type { NodeState } from './execution/node-state.ts';
import { deliveredTables, isWritten } from './partial-result.ts';
import { parameterValue } from './pipeline/computed-columns.ts';
import type { RunPlan } from './pipeline/plan-run.ts';
import type { PreparedRun } from './prepared-run.ts';
import { readAssumptions, unapprovedWarnings } from './read-assumptions.ts';
import { resultTables } from './result-tables.ts';
import { computeStatistics } from './statistics/statistics.ts';
import type { PreparedValuation } from './prepare-valuation.ts';
import type { Valuation } from './valuation.ts';

export interface ExecutedRun {
  readonly run: PreparedRun;
  readonly states: readonly NodeState[];
  /** Under the base curve; null where there is none. */
  readonly baseNpv: number | null;
}

/** Tables, statistics, hashes and what is reported with them. The request has policies, the run its rows. */
export function collectResult(
  { request, runHash }: PreparedValuation,
  { run, states, baseNpv }: ExecutedRun,
  timings: Record<string, number>,
): Omit<Valuation, 'report'> {
  const { config, inputs, platform } = request;
  const { plan } = run;
  const { tables: delivered, skipped, partial } = deliveredTables(plan, states);
  const tables = resultTables(delivered, plan, run.bus, run.inputs);
  const scenarios = statisticsTableOf(run, states, tables);
  const started = performance.now();
  const columns = tables.flatMap((table) =>
    table.columns.map((column) => describeColumn(table.name, column, platform.createSha256)),
  );
  const statistics = scenarioStatistics(scenarios, config.statistics);
  const { measure } = config.scenarios;
  const assumptions = readAssumptions(config, inputs.summaries);
  const { hash: asked = 0, ...others } = timings;
  const result: RunResult = {
    v: 1,
    statistics,
    measure,
    base: baseValue(statistics, baseNpv),
    sensitivities: [],
    solutions: solutionsOf(states),
    resultHash: partial === null ? resultHash(columns, platform.createSha256) : null,
    partial,
    runHash,
    columns,
    policyCount: inputs.policyCount,
    modelPointCount: plan.axes.row,
    scenarioCount: plan.axes.scenario,
    horizonYears: plan.axes.time,
    threads: plan.threads,
    method: methods(plan),
    timings: { ...others, hash: asked + performance.now() - started },
    engines: engineList(plan),
    inputs: inputs.summaries.map((summary) => ({
      ...summary,
      controlTotals: { ...summary.controlTotals },
    })),
    assumptions,
    warnings: [
      ...unapprovedWarnings(assumptions),
      ...inputs.warnings,
      ...run.warnings(states),
      ...skipped.map(
        (table) => `the table "${table}" is not there: its node's condition did not hold`,
      ),
      ...measureWarnings(measure, statistics),
    ],
  };
  return { result, tables };
}

function solutionsOf(states: readonly NodeState[]): RunResult['solutions'] {
  return states.flatMap(({ report: { id: node, parameters, metrics } }) =>
    parameters === null ? [] : [{ node, parameters, metrics }],
  );
}

/** The table that statistics are made of, asked for or not; undefined where it was not written. */
function statisticsTableOf(
  { plan, bus, inputs }: PreparedRun,
  states: readonly NodeState[],
  tables: readonly Table[],
): Table | undefined {
  const [name] = plan.statisticsTables;
  if (name === undefined || !isWritten(name, plan, states)) return undefined;
  return tables.find((table) => table.name === name) ?? resultTables([name], plan, bus, inputs)[0];
}

function scenarioStatistics(
  scenarios: Table | undefined,
  levels: StatisticsLevels,
): Statistics | null {
  const npv = npvValues(scenarios);
  return npv === null ? null : computeStatistics(npv, levels);
}

/** The net present values in a table of scenarios, or null where it has none. */
export function npvValues(scenarios: Table | undefined): Float64Array | null {
  const npv = scenarios?.columns.find((column) => column.name === 'npv');
  return npv?.type === 'f64' ? npv.values : null;
}

function baseValue(statistics: Statistics | null, npv: number | null): BaseValue | null {
  return statistics === null || npv === null ? null : { npv, meanMinusBase: statistics.mean - npv };
}

/** Tail statistics are made wherever there is a net present value to make them of. */
function measureWarnings(measure: RunResult['measure'], statistics: Statistics | null): string[] {
  if (measure === 'realWorld' || statistics === null) return [];
  return [
    'the scenarios are risk-neutral: their mean is a value, but percentiles and CTE say nothing ' +
      'about real-world probabilities',
  ];
}

function methods(plan: RunPlan): string {
  const named = plan.nodes.flatMap(({ info, config }) => {
    if (typeof info.method !== 'object') return info.method ?? [];
    return info.method.names[String(parameterValue(config, info.method.parameter))] ?? [];
  });
  return [...new Set(named)].join(', ') || 'as its engines do';
}

/** Every engine of the run, those that grouped its policies among them. */
export function engineList(plan: RunPlan): RunResult['engines'] {
  const engines = [...plan.earlier, ...plan.nodes].map(({ info, sha256 }) => ({
    name: info.name,
    version: info.version,
    sha256,
  }));
  return [...new Map(engines.map((engine) => [engine.sha256, engine])).values()];
}
