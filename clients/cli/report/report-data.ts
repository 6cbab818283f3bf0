/** What a report shows, from a result whose files agree with its result.json. */
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { RunResult, Statistics } from '../../../contracts/run-result.ts';
import type { StatisticsLevels } from '../../../contracts/statistics-levels.ts';
import type { Table } from '../../../contracts/table.ts';
import { computeStatistics } from '../../../runtime/statistics/statistics.ts';
import type { VerifiedResult } from '../result-folder/verify-result.ts';
import { sensitivitiesTableName } from '../../../runtime/sensitivities/sensitivities-table.ts';
import { sensitivityRows, type SensitivityRow } from '../text/sensitivity-rows.ts';
import { groupValues, type GroupValues } from './group-tables.ts';
import { exactNumber } from '../text/number-format.ts';
import { cashFlowsOf, type CashFlows } from './cash-flows.ts';

export interface ReportData {
  readonly result: RunResult;
  /** `scenarios.npv`; null where the table was not asked for. */
  readonly npv: Float64Array | null;
  /** Computed again from `npv` where that is there, else what result.json says. */
  readonly statistics: Statistics | null;
  readonly cashFlows: CashFlows | null;
  /** Present values of the same flows; null where the run was not asked for them. */
  readonly discountedFlows: CashFlows | null;
  /** `scenarios_by_group.npv`; null where the run has no groups. */
  readonly groups: GroupValues | null;
  /** `cash_flows_by_group.net`. */
  readonly groupFlows: GroupValues | null;
  /** The run itself first; empty where it has none. */
  readonly sensitivities: readonly SensitivityRow[];
}

/** Throws HASH_MISMATCH where result.json's statistics are not those of the table. */
export function reportData(verified: VerifiedResult): ReportData {
  const { result } = verified;
  const npvColumn = tableOf(verified, 'scenarios').columns.find(({ name }) => name === 'npv');
  const npv = npvColumn?.type === 'f64' && npvColumn.values.length > 0 ? npvColumn.values : null;
  const statistics = result.statistics && npv ? recomputed(verified, npv) : result.statistics;
  const cashFlows = tableOf(verified, 'cash_flows');
  return {
    result,
    npv,
    statistics,
    cashFlows: cashFlowsOf(cashFlows),
    discountedFlows: cashFlowsOf(cashFlows, 'discounted_'),
    groups: groupValues(tableOf(verified, 'scenarios_by_group'), 'npv', 'npv'),
    groupFlows: groupValues(tableOf(verified, 'cash_flows_by_group'), 'net', 'lives'),
    sensitivities: sensitivityRows([tableOf(verified, sensitivitiesTableName)]),
  };
}

/** The table's columns among the verified ones; none where it was not asked for. */
function tableOf({ result, columns }: VerifiedResult, name: string): Table {
  const own = columns.filter((_, index) => result.columns[index]!.name.startsWith(`${name}.`));
  return { name, length: own[0]?.values.length ?? 0, columns: own };
}

/** Statistics are in no hash, so they are only shown once the table has confirmed them. */
function recomputed({ folder, result }: VerifiedResult, npv: Float64Array): Statistics {
  const written = result.statistics!;
  const statistics = computeStatistics(npv, levelsOf(written));
  const scale = Math.max(Math.abs(statistics.min), Math.abs(statistics.max));
  const expected = figures(written);
  for (const [name, value] of figures(statistics)) {
    const said = expected.get(name);
    // Versions may round a percentile's place differently.
    if (said === undefined || Math.abs(said - value) <= 1e-9 * scale) continue;
    const [found, wanted] = [exactNumber(said), exactNumber(value)];
    throw new LiveCalcError(
      'HASH_MISMATCH',
      `${folder}: result.json says that ${name} is ${found}, but column scenarios.npv, whose hash ` +
        `is right, gives ${wanted}. result.json was changed after the run; take another copy of it.`,
      { file: folder, column: 'scenarios.npv', found, expected: wanted },
    );
  }
  return statistics;
}

function figures({ mean, stdDev, min, max, ...levels }: Statistics): Map<string, number> {
  const { percentiles, ctes, cte95 } = levels;
  return new Map([
    ...Object.entries({ mean, stdDev, min, max, ...percentiles }),
    ...Object.entries(ctes).map(([name, { value }]) => [name, value] as const),
    ...(cte95 === undefined ? [] : [['cte95', cte95] as const]),
  ]);
}

/** The levels that the result was asked for. */
function levelsOf({ percentiles, ctes, cte95 }: Statistics): StatisticsLevels {
  const names = new Set([...Object.keys(ctes), ...(cte95 === undefined ? [] : ['cte95'])]);
  return {
    percentiles: Object.keys(percentiles).map((name) => Number(name.slice('p'.length))),
    cteLevels: [...names].map((name) => Number(name.slice('cte'.length))),
  };
}
