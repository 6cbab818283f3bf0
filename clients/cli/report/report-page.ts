/**
 * One HTML page that needs nothing but itself: no script, no font, no address. The same result
 * folder gives the same bytes, so it names no date.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunResult } from '../../../contracts/run-result.ts';
import { runtimeVersion } from '../../../runtime/version.ts';
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
import { Html, html } from './html.ts';
import type { ReportData } from './report-data.ts';
import { sensitivitySection } from './sensitivity-section.ts';

const styleFile = new URL('report.css', import.meta.url);

/** The whole page as text. */
export async function reportPage(data: ReportData): Promise<string> {
  const { result } = data;
  const title = reportTitle(result);
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
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${new Html(await readFile(styleFile, 'utf8'))}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>${title}</h1>
            <p class="muted">
              ${formatNumber(result.policyCount)} policies under
              ${formatNumber(result.scenarioCount)} scenarios over
              ${formatYears(result.horizonYears)}
            </p>
            ${keyFigures(data)}
            <dl class="facts">
              <dt>result hash</dt>
              <dd>${resultHashHtml(result)}</dd>
            </dl>
          </header>
          ${sections.map((section) => html`<section>${section}</section> `)}
        </main>
        <footer class="muted">
          Written by LiveCalc ${runtimeVersion} from result.json and its tables.
        </footer>
      </body>
    </html> `.text;
}

/** The result does not know its configuration's name, but the portfolio's. */
function reportTitle({ inputs }: RunResult): string {
  const policies = inputs.find(({ role }) => role === 'policies');
  return policies === undefined ? 'Valuation' : `Valuation of ${path.basename(policies.file)}`;
}
