/** Values the sensitivities of a run and adds them to its result. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { RunResult, SensitivityResult, Statistics } from '../../contracts/run-result.ts';
import { RunMemory } from '../bus/run-memory.ts';
import { describeColumn } from '../hashing/column-hash.ts';
import { resultHash } from '../hashing/result-hash.ts';
import { computeStatistics } from '../statistics/statistics.ts';
import type { PreparedValuation } from '../prepare-valuation.ts';
import type { Valuation } from '../valuation.ts';
import { readAssumptions, unapprovedWarnings } from '../read-assumptions.ts';
import { namedBy } from './known-case.ts';
import { withScenarios, type KnownScenarios } from './known-scenarios.ts';
import { runNpv, type RunningRequest, type SharedRequest } from './npv-run.ts';
import { sensitivitiesTable } from './sensitivities-table.ts';
import { valueSensitivity, type ComparedRun, type ValuedSensitivity } from './value-sensitivity.ts';

/** A run that has been valued, and what of it the sensitivities build on. */
export interface ValuedRun {
  readonly valuation: Valuation;
  readonly scenarios: KnownScenarios | null;
}

/**
 * The run's result with its sensitivities beside it. Throws PIPELINE_INVALID where the run has no
 * net present values, and what their inputs and runs throw, named by the sensitivity.
 */
export async function addSensitivities(
  { request: running, sensitivities: cases }: PreparedValuation,
  { valuation, scenarios }: ValuedRun,
): Promise<Valuation> {
  // A partial result has no run to compare with.
  if (cases.length === 0 || valuation.result.partial !== null) return valuation;
  const { statistics } = valuation.result;
  if (statistics === null) throw noNetPresentValues();
  const started = performance.now();
  const request = { ...withScenarios(running, scenarios), memory: new RunMemory() };
  const policyMeans = once(() => meansByPolicy(request, valuation));
  const compared: ComparedRun = { request, scenarios, policyMeans };
  const valued: ValuedSensitivity[] = [];
  for (const [done, one] of cases.entries()) {
    const total = cases.length;
    request.onProgress?.({ kind: 'chunks', stage: 'sensitivities', done, total });
    valued.push(await namedBy(one, () => valueSensitivity(one, compared)));
  }
  return withTable(request, valuation, valued, statistics, performance.now() - started);
}

/** Of the run itself: from its table where that was asked for. */
async function meansByPolicy(request: SharedRequest, { tables }: Valuation): Promise<Float64Array> {
  const policies = tables.find(({ name }) => name === 'policies');
  const mean = policies?.columns.find(({ name }) => name === 'mean');
  if (mean?.type === 'f64') return mean.values;
  return (await runNpv(request, { policyMeans: true })).policyMeans!;
}

type Inputs = RunResult['inputs'];

function withTable(
  { config, platform: { createSha256 } }: RunningRequest,
  { result, tables, report }: Valuation,
  valued: readonly ValuedSensitivity[],
  base: Statistics,
  elapsedMs: number,
): Valuation {
  const sensitivities = valued.map(({ name, npv, stressedPolicies }): SensitivityResult => {
    const statistics = computeStatistics(npv, config.statistics);
    return { name, stressedPolicies, statistics, meanDifference: statistics.mean - base.mean };
  });
  const table = sensitivitiesTable(base, sensitivities);
  const columns = [
    ...result.columns,
    ...table.columns.map((column) => describeColumn(table.name, column, createSha256)),
  ];
  const inputs = [...result.inputs, ...ownFiles(valued, result.inputs)];
  const assumptions = readAssumptions(config, inputs);
  const warnings = [...new Set([...result.warnings, ...unapprovedWarnings(assumptions)])];
  return {
    report,
    tables: [...tables, table],
    result: {
      ...result,
      columns,
      resultHash: resultHash(columns, createSha256),
      sensitivities,
      inputs,
      assumptions,
      timings: { ...result.timings, sensitivities: elapsedMs },
      warnings: [...warnings, ...ownWarnings(valued, warnings)],
    },
  };
}

/** Files that the run itself does not read, each once in each part that it has. */
function ownFiles(valued: readonly ValuedSensitivity[], known: Inputs): Inputs {
  const seen = new Set(known.map(({ role, file }) => `${role} ${file}`));
  const files = valued
    .flatMap((one) => one.files)
    .filter(({ role, file }) => {
      const isNew = !seen.has(`${role} ${file}`);
      seen.add(`${role} ${file}`);
      return isNew;
    });
  return files.map((one) => ({ ...one, controlTotals: { ...one.controlTotals } }));
}

/** Those that the run itself does not have. */
function ownWarnings(valued: readonly ValuedSensitivity[], known: readonly string[]): string[] {
  return valued.flatMap(({ name, warnings }) =>
    warnings
      .filter((warning) => !known.includes(warning))
      .map((warning) => `sensitivity "${name}": ${warning}`),
  );
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}

function noNetPresentValues(): LiveCalcError {
  const message =
    'Sensitivities compare net present values, column npv of the table "scenarios", but no node ' +
    'writes that. Leave sensitivities out, or mend the pipeline.';
  return new LiveCalcError('PIPELINE_INVALID', message, { found: 'no scenarios.npv' });
}
