/** A trace as text for a person, and as CSV for a spreadsheet: every number at 17 digits. */
import type { RunConfig } from '../../../contracts/config.ts';
import { alignRows, wrapWords } from '../text/lines.ts';
import { exactNumber } from '../text/number-format.ts';
import type { TracedPolicy } from './trace-basis.ts';
import type { TraceYear } from './trace-policy.ts';
import { ofYear, priceLevel } from './trace-rates.ts';

export interface Trace {
  readonly policyId: string;
  readonly scenarioId: string;
  readonly config: RunConfig;
  readonly policy: TracedPolicy;
  readonly years: readonly TraceYear[];
  /** What a reference of the configuration is called. */
  readonly nameOf: (reference: string) => string;
}

/** Age in the year: at entry, and one more for each policy year completed. */
function attainedAge({ policy }: Trace, { policy_year }: TraceYear): number {
  return policy.age + policy_year - 1;
}

/** One line per year; columns of TraceYear after the age. Ends with a line feed. */
export function traceCsv(trace: Trace): string {
  const rows = trace.years.map((year) => ({
    policy_id: trace.policyId,
    scenario_id: trace.scenarioId,
    attained_age: attainedAge(trace, year),
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

function headLines({ policyId, scenarioId, policy: { age, basis }, config }: Trace): string[] {
  const { expenses, projection } = basis;
  const facts: [string, number][] = [
    ['age at entry', age],
    ['duration', basis.duration],
    ['last projection year', basis.endYear],
    ['policy_count', basis.policyCount],
    ['sum_assured', basis.sumAssured],
    ['premium multiplier', projection.premiumMultiplier],
    ['premium, multiplied', basis.premium],
    ['acquisition', expenses.acquisition],
    ['maintenance', expenses.maintenance],
    ['percent_of_premium', expenses.percentOfPremium],
    ['claim_expense', expenses.claim],
    ['mortality multiplier', projection.mortalityMultiplier],
    ['lapse multiplier', projection.lapseMultiplier],
    ['expense multiplier', projection.expenseMultiplier],
    ['discount spread', projection.discount.spread],
  ];
  if (config.projection.dynamicLapse?.reference === 'reference_rate') {
    facts.push(['reference_rate', basis.referenceRate]);
  }
  const timings = [
    `premiums ${projection.premiumTiming}`,
    `death benefits ${projection.deathTiming}`,
    `surrenders ${projection.surrenderTiming}`,
    `maturities ${projection.maturityTiming}`,
    `expenses ${projection.expenseTiming}`,
  ];
  return [
    `Policy ${policyId} under scenario ${scenarioId}`,
    wrapWords(`paid in the year: ${timings.join(', ')}`, '  '),
    '',
    ...alignRows(
      facts.map(([name, value]) => [name, exactNumber(value)]),
      [1],
    ),
    '',
    'expense = (lives * per policy + deaths * claim_expense) * policy_count * level',
    '          + premium income * percent_of_premium * multiplier,',
    'per policy = maintenance, what the config adds, acquisition in policy year 1,',
    'level = multiplier * prices, both as printed with the year',
  ];
}

type Row = readonly [name: string, value: number, meaning: string];

function yearLines(trace: Trace, year: TraceYear): string[] {
  const age = attainedAge(trace, year);
  const rows = [...rateRows(trace, year, age), ...flowRows(trace, year)];
  const lines = rows.map(([name, value, meaning]) => [name, exactNumber(value), meaning]);
  const title = `year ${year.year}, policy year ${year.policy_year}, attained age ${age}`;
  return ['', title, ...alignRows(lines, [1])];
}

function rateRows({ config, scenarioId, nameOf }: Trace, year: TraceYear, age: number): Row[] {
  const { mortality, lapse } = config.assumptions;
  const dynamic: Row[] =
    config.projection.dynamicLapse === undefined
      ? []
      : [['lapse factor', year.w_factor, 'of dynamicLapse at r']];
  return [
    ['r', year.r, `scenario ${scenarioId} year_${year.year}`],
    ['discount, start', year.discount_start, 'that of the year before’s end'],
    ['discount, mid', year.discount_mid, 'start / sqrt(1 + r + spread)'],
    ['discount, end', year.discount_end, 'start / (1 + r + spread)'],
    ['q, table', year.q_table, `${nameOf(mortality)} age ${age}`],
    ['q', year.q, 'as the config adjusts it'],
    ['w, table', year.w_table, `${nameOf(lapse)} policy year ${year.policy_year}`],
    ...dynamic,
    ['w', year.w, 'as the config adjusts it'],
  ];
}

function flowRows({ policy }: Trace, year: TraceYear): Row[] {
  const { projection } = policy.basis;
  const t = year.year - 1;
  const multiplier = projection.expenseMultiplier * ofYear(projection.expenses.multiply, t);
  return [
    ['premium factor', year.premium_factor, '0 where none is due'],
    ['death factor', year.death_factor, 'of sum_assured'],
    ['surrender value', year.surrender_value, 'factor times its basis'],
    ['maturity factor', year.maturity_factor, 'of sum_assured; 0 before the end'],
    ['lives', year.lives, 'at the start of the year'],
    ['premium income', year.premium_income, 'lives * premium * factor'],
    ['deaths', year.deaths, 'lives * q'],
    ['death benefit', year.death_benefit, 'deaths * sum_assured * factor'],
    ['after deaths', year.lives_after_deaths, 'lives - deaths'],
    ['lapses', year.lapses, 'after deaths * w'],
    ['surrender benefit', year.surrender_benefit, 'lapses * surrender value'],
    ['lives, end', year.lives_end, 'after deaths - lapses'],
    ['maturity benefit', year.maturity_benefit, 'of lives, end, by its factor'],
    ['expense multiplier', multiplier, 'of the year'],
    ['prices', priceLevel(projection.expenses.inflation, t), 'of the year'],
    ['expense', year.expense, 'as above'],
    ['net', year.net, 'premium - benefits - expense'],
    ['discounted net', year.discounted_net, 'each flow by its timing'],
    ['npv so far', year.npv, 'sum of discounted net'],
  ];
}

function csvCell(value: string | number): string {
  if (typeof value === 'number') return exactNumber(value);
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
