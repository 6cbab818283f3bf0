/** What `livecalc scenarios --check` prints for a person. */
import type { RunConfig } from '../../../contracts/config.ts';
import {
  flaggedFrom,
  type DiscountFactorCheck,
} from '../../../runtime/statistics/mean-discount-factors.ts';
import { alignRows, wrapWords } from './lines.ts';
import { formatNumber } from './number-format.ts';

export interface CurveCheck {
  /** The curve as the user named it. */
  readonly curve: string;
  readonly scenarioCount: number;
  readonly measure: RunConfig['scenarios']['measure'];
  /** Years that lie beyond what chance explains. */
  readonly beyondCount: number;
  readonly years: readonly DiscountFactorCheck[];
}

/** A line per year, those beyond the limit marked, and what they mean. */
export function curveCheckText({
  curve,
  scenarioCount,
  measure,
  beyondCount,
  years,
}: CurveCheck): string {
  const header = ['year', 'mean', 'standard error', 'curve', 'deviation', ''];
  const rows = years.map((check) => [
    String(check.year),
    factorText(check.mean),
    check.standardError === null ? '-' : factorText(check.standardError),
    factorText(check.curve),
    check.deviation === null ? '-' : formatNumber(check.deviation, 2),
    check.isBeyond ? 'beyond' : '',
  ]);
  const scenarios = scenarioCount === 1 ? '1 scenario' : `${formatNumber(scenarioCount)} scenarios`;
  const found =
    `${beyondCount} of ${years.length} years lie beyond ${flaggedFrom} standard errors. By chance ` +
    'about 1 in 20 does, and neighbouring years go together.';
  return [
    wrapWords(`Mean discount factors of ${scenarios} against ${curve}`, ''),
    '',
    ...alignRows([header, ...rows], [0, 1, 2, 3, 4]),
    '',
    wrapWords(`deviation: mean minus curve, in standard errors. ${found}`, ''),
    ...(measure === 'riskNeutral' ? [] : [wrapWords(realWorldNote, '')]),
  ].join('\n');
}

const realWorldNote =
  'The scenarios are real-world by their config ("measure"): nothing says that they meet a curve.';

/** Eight decimals; a factor of more than 1,000 or less than 1e-4 with an exponent. */
function factorText(value: number): string {
  const isPlain = value === 0 || (value >= 1e-4 && value < 1000);
  return isPlain ? formatNumber(value, 8) : value.toExponential(4);
}
