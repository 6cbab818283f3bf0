/** The figures of the net present value: key figures, chart, table. */
import type { RunResult, Statistics } from '../../../contracts/run-result.ts';
import { formatNumber } from '../text/number-format.ts';
import {
  baseRows,
  signConvention,
  statisticsDecimals,
  statisticsRows,
  type StatisticsRow,
} from '../text/statistics-rows.ts';
import { distributionChart } from './distribution-chart.ts';
import { html, htmlTable, type Html } from './html.ts';
import { amountDecimals } from './money-unit.ts';
import type { ReportData } from './report-data.ts';
import { svgChart } from './svg-chart.ts';

/** Mean, tails and deviation at the head of the page. */
export function keyFigures({ statistics, result }: ReportData): Html {
  if (statistics === null) return html``;
  const shown = statisticsRows(statistics, result.scenarioCount).filter(
    ({ name }) => name === 'mean' || name.startsWith('CTE') || name === 'standard deviation',
  );
  const decimals = amountDecimals(Math.max(Math.abs(statistics.min), Math.abs(statistics.max)));
  const meanFirst = shown.toSorted((a, b) => Number(b.name === 'mean') - Number(a.name === 'mean'));
  return html`<dl class="figures">${meanFirst.map((row) => keyFigure(row, decimals))}</dl>
    <p>
      Net present value over ${formatNumber(result.scenarioCount)} scenarios: ${signConvention}.
    </p>`;
}

function keyFigure({ name, value, standardError }: StatisticsRow, decimals: number): Html {
  const error =
    standardError === null
      ? html``
      : html`<dd class="muted">± ${formatNumber(standardError, decimals)} standard error</dd>`;
  return html`<div>
    <dt>${name}</dt>
    <dd class="value">${formatNumber(value, decimals)}</dd>
    ${error}
  </div>`;
}

export async function distributionSection(data: ReportData): Promise<Html> {
  const { statistics, result } = data;
  if (statistics === null) {
    return html`<h2>Distribution</h2>
      <p class="missing">
        This run has no net present values by scenario, so there are no statistics.
      </p>`;
  }
  return html`<h2>Distribution</h2>
    ${await distributionFigure(data, statistics)}
    <h3>Statistics</h3>
    ${statisticsTable(statistics, result)}
    <p class="muted">
      The standard deviation is that of the population. Percentile p is interpolated linearly at
      p/100 × (n − 1) of the ascending values. A CTE of level L is the mean of the lowest max(1,
      ceil(n × (100 − L)/100)) values. The standard error of the mean is the sample’s standard
      deviation over √n; that of a CTE is √((s² + (1 − k/n)(VaR − CTE)²)/k) with the k values of the
      tail, their sample variance s² and the highest of them, VaR (Manistre and Hancock, Variance of
      the CTE Estimator, North American Actuarial Journal 9(2), 2005). Both measure what the number
      of scenarios leaves open, not whether model or assumptions are right.
    </p>`;
}

async function distributionFigure({ npv }: ReportData, statistics: Statistics): Promise<Html> {
  if (npv === null) {
    return html`<p class="missing">
      The table scenarios was not among the tables of this run (output.tables), so its distribution
      cannot be drawn, and the statistics are as result.json gives them, not computed again.
    </p>`;
  }
  const chart = distributionChart(npv, statistics);
  if (chart === null) {
    return html`<p class="missing">
      All ${formatNumber(npv.length)} scenarios have the same net present value, or as good as;
      there is nothing to draw.
    </p>`;
  }
  const note =
    Object.keys(statistics.ctes).length > 1 ? ' Each tail includes those to its left.' : '';
  return html`<figure>
    ${await svgChart('distribution', chart)}
    <figcaption>
      Scenarios by net present value. The bad end is the low one, on the left; the shaded scenarios
      are those whose mean is the CTE.${note}
    </figcaption>
  </figure>`;
}

function statisticsTable(statistics: Statistics, { scenarioCount, base }: RunResult): Html {
  const decimals = statisticsDecimals(statistics);
  const shown = [...statisticsRows(statistics, scenarioCount), ...baseRows(base)];
  const rows = shown.map(({ name, value, standardError, meaning }) => [
    name,
    formatNumber(value, decimals),
    standardError === null ? '' : formatNumber(standardError, decimals),
    meaning,
  ]);
  const headings = [
    { text: 'statistic' },
    { text: 'value', isNumber: true },
    { text: 'standard error', isNumber: true },
    { text: 'meaning' },
  ];
  return htmlTable(headings, rows);
}
