/**
 * One HTML page that needs nothing but itself: no script, no font, no address. The same result
 * folder gives the same bytes, so it names no date.
 */
import path from 'node:path';
import type { RunResult } from '../../../contracts/run-result.ts';
import { formatNumber, formatYears } from '../text/number-format.ts';
import { cashFlowSection } from './cash-flow-section.ts';
import { distributionSection, keyFigures } from './distribution-section.ts';
import {
  hashSection,
  inputSection,
  methodSection,
  partialSection,
  resultHashHtml,
  timingSection,
  warningSection,
} from './evidence-sections.ts';
import { groupSection } from './group-section.ts';
import { html } from './html.ts';
import { htmlPage } from './html-page.ts';
import type { ReportData } from './report-data.ts';
import { sensitivitySection } from './sensitivity-section.ts';

/** The whole page as text. */
export async function reportPage(data: ReportData): Promise<string> {
  const { result } = data;
  const sections = [
    partialSection(result),
    await distributionSection(data),
    await sensitivitySection(data),
    await cashFlowSection(data),
    await groupSection(data),
    warningSection(result),
    inputSection(result),
    methodSection(result),
    hashSection(result),
    timingSection(result),
  ].filter((section) => section !== null);
  return await htmlPage({
    title: reportTitle(result),
    header: html`<p class="muted">
        ${formatNumber(result.policyCount)} policies under ${formatNumber(result.scenarioCount)}
        scenarios over ${formatYears(result.horizonYears)}
      </p>
      ${keyFigures(data)}
      <dl class="facts">
        <dt>result hash</dt>
        <dd>${resultHashHtml(result)}</dd>
      </dl>`,
    sections,
    source: 'result.json and its tables',
  });
}

/** The result does not know its configuration's name, but the portfolio's. */
function reportTitle({ inputs }: RunResult): string {
  const policies = inputs.find(({ role }) => role === 'policies');
  return policies === undefined ? 'Valuation' : `Valuation of ${path.basename(policies.file)}`;
}
