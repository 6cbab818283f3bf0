/** What `livecalc run` prints for a person. */
import path from 'node:path';
import type { RunResult } from '../../../contracts/run-result.ts';
import type { Table } from '../../../contracts/table.ts';
import { groupingWords } from './grouping-words.ts';
import { histogramLines } from './histogram.ts';
import { alignRows, wrapWords } from './lines.ts';
import { measureWords } from './measure-words.ts';
import { decimalsFor, formatDuration, formatNumber, formatYears } from './number-format.ts';
import { partialLines, resultHashText } from './partial-lines.ts';
import { sensitivityLines } from './sensitivity-rows.ts';
import { baseRows, signConvention, statisticsDecimals, statisticsRows } from './statistics-rows.ts';

export interface WrittenResult {
  readonly result: RunResult;
  readonly tables: readonly Table[];
  /** The configuration as the user named it. */
  readonly config: string;
  /** Absolute. */
  readonly outFolder: string;
  readonly files: readonly string[];
}

/** The summary, at most 80 columns wide. */
export function runSummary(written: WrittenResult): string {
  const { result, tables } = written;
  return [
    ...headLines(written),
    ...solutionLines(result),
    ...statisticsLines(result),
    ...sensitivityLines(tables),
    ...distributionLines(tables),
    ...inputLines(result),
    ...timingLines(result),
    ...warningLines(result.warnings),
    ...partialLines(result.partial),
    ...hashLines(written),
  ].join('\n');
}

function headLines({ result, config }: WrittenResult): string[] {
  const count = (value: number): string => formatNumber(value);
  const facts = [
    [
      'policies',
      count(result.policyCount),
      'model points',
      count(result.modelPointCount),
      groupingWords(result),
    ],
    ['scenarios', count(result.scenarioCount), 'horizon', formatYears(result.horizonYears)],
    ['method', result.method, 'threads', count(result.threads)],
    ['measure', measureWords[result.measure], '', ''],
  ];
  return [`Valuation of ${config}`, '', ...alignRows(facts, [1, 3])];
}

/** Where solvers have left the nodes before them. */
function solutionLines({ solutions }: RunResult): string[] {
  return solutions.flatMap(({ node, parameters, metrics }) => {
    const facts = [...Object.entries(parameters), ...Object.entries(metrics)];
    const rows = facts.map(([name, value]) => [name, String(value)]);
    return ['', `Solution of node "${node}"`, ...alignRows(rows, [])];
  });
}

function statisticsLines({ statistics, base, scenarioCount }: RunResult): string[] {
  if (statistics === null) return [];
  const decimals = statisticsDecimals(statistics);
  const rows = [...statisticsRows(statistics, scenarioCount), ...baseRows(base)];
  const cells = rows.flatMap(({ name, value, standardError, meaning }) => {
    const row = [name, formatNumber(value, decimals), meaning];
    if (standardError === null) return [row];
    return [row, ['  standard error', formatNumber(standardError, decimals), '']];
  });
  return ['', `Net present value: ${signConvention}`, ...alignRows(cells, [1])];
}

function distributionLines(tables: readonly Table[]): string[] {
  const scenarios = tables.find(({ name }) => name === 'scenarios');
  const npv = scenarios?.columns.find(({ name }) => name === 'npv');
  if (npv?.type !== 'f64' || npv.values.length === 0) return [];
  return ['', 'Scenarios by net present value, each line from', ...histogramLines(npv.values)];
}

function inputLines({ inputs }: RunResult): string[] {
  const rows = inputs.flatMap(({ role, file, rows: rowCount, controlTotals }) => {
    const first = [role, path.basename(file), `${formatNumber(rowCount)} rows`];
    const totals = Object.entries(controlTotals).map(([name, total]) => [
      '',
      `  ${name.replaceAll('_', ' ')}`,
      formatNumber(total, Number.isInteger(total) ? 0 : decimalsFor(Math.abs(total))),
    ]);
    return [first, ...totals];
  });
  return rows.length === 0 ? [] : ['', 'Inputs and control totals', ...alignRows(rows, [2])];
}

function timingLines({ timings }: RunResult): string[] {
  const stages = Object.entries(timings);
  const totalMs = stages.reduce((sum, [, stageMs]) => sum + stageMs, 0);
  const rows = [...stages, ['all stages', totalMs] as const];
  return [
    '',
    'Time',
    ...alignRows(
      rows.map(([stage, stageMs]) => [stage, formatDuration(stageMs)]),
      [1],
    ),
  ];
}

/** A heading and what a result warns of; nothing where there is nothing. */
export function warningLines(warnings: readonly string[]): string[] {
  const lines = warnings.map((warning) => wrapWords(`  - ${warning}`, '    '));
  return lines.length === 0 ? [] : ['', 'Warnings', ...lines];
}

function hashLines({ result, outFolder, files }: WrittenResult): string[] {
  const relative = path.relative(process.cwd(), outFolder);
  const shown = relative.startsWith('..') ? outFolder : relative || '.';
  return [
    '',
    `run hash     ${result.runHash}`,
    `result hash  ${resultHashText(result)}`,
    wrapWords(`written      ${shown}${path.sep} (${files.join(', ')})`, '             '),
  ];
}
