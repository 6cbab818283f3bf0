/** A trace as text for a person, and as CSV for a spreadsheet: every number at 17 digits. */
import type { RunConfig } from '../../../contracts/config.ts';
import { localPrefix } from '../load-config.ts';
import { alignRows } from '../text/lines.ts';
import { exactNumber } from '../text/number-format.ts';
import type { TracedPolicy } from './trace-basis.ts';
import type { TraceYear } from './trace-policy.ts';

export interface Trace {
  readonly policyId: string;
  readonly scenarioId: string;
  readonly config: RunConfig;
  readonly policy: TracedPolicy;
  readonly years: readonly TraceYear[];
}

/** Which cell of which file the year's rates come from. */
function cells({ config, policy }: Trace, { year }: TraceYear): Record<string, string | number> {
  const { mortality, lapse } = config.assumptions;
  const age = policy.age + year - 1;
  return {
    attained_age: age,
    q_cell: `${fileOf(mortality)} age ${held(age, policy.lastAge)} ${policy.mortalityColumn}`,
    w_cell: `${fileOf(lapse)} year ${held(year, policy.lastLapseYear)}`,
  };
}

/** Past a table's end its last cell is read. */
function held(key: number, last: number): string {
  return key > last ? `${last} (held)` : String(key);
}

/** One line per year; columns of TraceYear after the cells. Ends with a line feed. */
export function traceCsv(trace: Trace): string {
  const rows = trace.years.map((year) => ({
    policy_id: trace.policyId,
    scenario_id: trace.scenarioId,
    ...cells(trace, year),
    ...year,
  }));
  const lines = rows.map((row) => Object.values<string | number>(row).map(csvCell).join(','));
  return [Object.keys(rows[0] ?? {}).join(','), ...lines, ''].join('\n');
}

/** A paragraph per year, each line with its formula. */
export function traceText(trace: Trace): string {
  const npv = trace.years.at(-1)?.npv ?? 0;
  return [
    ...headLines(trace),
    ...trace.years.flatMap((year) => yearLines(trace, year)),
    '',
    `npv of policy ${trace.policyId} under scenario ${trace.scenarioId}: ${exactNumber(npv)}`,
  ].join('\n');
}

function headLines({ policyId, scenarioId, policy }: Trace): string[] {
  const { term, policyCount, sumAssured, premium, expenses, multipliers } = policy.basis;
  const facts: [string, number][] = [
    ['age', policy.age],
    ['term', term],
    ['policy_count', policyCount],
    ['sum_assured', sumAssured],
    ['premium', premium],
    ['acquisition', expenses.acquisition],
    ['maintenance', expenses.maintenance],
    ['percent_of_premium', expenses.percentOfPremium],
    ['claim_expense', expenses.claim],
    ['mortality multiplier', multipliers.mortality],
    ['lapse multiplier', multipliers.lapse],
    ['expense multiplier', multipliers.expenses],
  ];
  return [
    `Policy ${policyId} under scenario ${scenarioId}; all flows at the end of the year`,
    '',
    ...alignRows(
      facts.map(([name, value]) => [name, exactNumber(value)]),
      [1],
    ),
    '',
    'expense = (lives * (per policy * policy_count + percent_of_premium * premium)',
    '           + deaths * claim_expense * policy_count) * expense multiplier,',
    'per policy = maintenance, and acquisition in year 1',
  ];
}

function yearLines(trace: Trace, year: TraceYear): string[] {
  const { attained_age, q_cell, w_cell } = cells(trace, year);
  const rows: [name: string, value: number, meaning: string | number | undefined][] = [
    ['q, table', year.q_table, q_cell],
    ['q', year.q, 'min(table q * multiplier, 1)'],
    ['w, table', year.w_table, w_cell],
    ['w', year.w, 'min(table w * multiplier, 1)'],
    ['r', year.r, `scenario ${trace.scenarioId} year_${year.year}`],
    ['discount factor', year.discount_factor, 'the year before’s / (1 + r)'],
    ['lives', year.lives, 'at the start of the year'],
    ['premium income', year.premium_income, 'lives * premium'],
    ['deaths', year.deaths, 'lives * q'],
    ['death benefit', year.death_benefit, 'deaths * sum_assured'],
    ['after deaths', year.lives_after_deaths, 'lives - deaths'],
    ['lapses', year.lapses, 'after deaths * w'],
    ['expense', year.expense, 'as above'],
    ['net', year.net, 'premium - benefit - expense'],
    ['discounted net', year.discounted_net, 'net * discount factor'],
    ['npv so far', year.npv, 'sum of discounted net'],
  ];
  const lines = rows.map(([name, value, meaning = '']) => [
    name,
    exactNumber(value),
    String(meaning),
  ]);
  return ['', `year ${year.year}, attained age ${attained_age}`, ...alignRows(lines, [1])];
}

function csvCell(value: string | number): string {
  if (typeof value === 'number') return exactNumber(value);
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function fileOf(reference: string): string {
  return reference.slice(localPrefix.length);
}
