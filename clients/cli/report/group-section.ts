/** What each group contributes: statistics over the scenarios, and cash flows where they can be told apart. */
import { computeStatistics } from '../../../runtime/statistics/statistics.ts';
import { formatNumber } from '../text/number-format.ts';
import { groupChart, mostDrawnGroups } from './group-chart.ts';
import { html, htmlTable, type Html } from './html.ts';
import { amountDecimals } from './money-unit.ts';
import type { ReportData } from './report-data.ts';
import { svgChart } from './svg-chart.ts';

/** Rows for more would not be read; the table file has them. */
const mostListedGroups = 100;

/** Nothing where the run has no groups. */
export async function groupSection(data: ReportData): Promise<Html | null> {
  const { groups, groupFlows } = data;
  if (groups === null && groupFlows === null) return null;
  return html`<h2>Groups</h2>
    ${groups === null ? '' : statisticsByGroup(data)}
    ${groupFlows === null ? '' : await flowsByGroup(data)}`;
}

function statisticsByGroup({ groups, statistics }: ReportData): Html {
  const { keyNames, groups: all } = groups!;
  const levels = Object.keys(statistics?.ctes ?? {});
  const cteLevels = levels.map((name) => Number(name.slice('cte'.length)));
  const rows = all
    .map(({ keys, values }) => ({
      keys,
      statistics: computeStatistics(values, { percentiles: [], cteLevels }),
    }))
    .toSorted((a, b) => Math.abs(b.statistics.mean) - Math.abs(a.statistics.mean));
  const decimals = amountDecimals(Math.abs(rows[0]!.statistics.mean));
  const amount = (value: number): string => formatNumber(value, decimals);
  const headings = [
    ...keyNames.map((text) => ({ text })),
    ...['mean', 'standard deviation', ...levels.map((name) => name.toUpperCase())].map((text) => ({
      text,
      isNumber: true,
    })),
  ];
  const cells = rows
    .slice(0, mostListedGroups)
    .map(({ keys, statistics: own }) => [
      ...keys,
      amount(own.mean),
      amount(own.stdDev),
      ...levels.map((name) => amount(own.ctes[name]!.value)),
    ]);
  const left = rows.length - cells.length;
  const more = left > 0 ? ` The ${formatNumber(left)} smaller ones are in scenarios_by_group.` : '';
  return html`<p>
      Net present value of ${formatNumber(rows.length)} groups, the largest gain or loss
      first.${more} Means add up to the portfolio’s; deviations and tails do not, as every group has
      its own worst scenarios.
    </p>
    ${htmlTable(headings, cells)}`;
}

async function flowsByGroup({ groupFlows, cashFlows }: ReportData): Promise<Html> {
  const { groups } = groupFlows!;
  if (groups.length > mostDrawnGroups) {
    return html`<p class="missing">
      Cash flows of ${formatNumber(groups.length)} groups cannot be told apart in a chart; they are
      in the table cash_flows_by_group.
    </p>`;
  }
  const length = groups[0]!.values.length;
  const years = cashFlows?.years ?? Uint32Array.from({ length }, (_, index) => index + 1);
  return html`<figure>
    ${await svgChart('group-cash-flows', groupChart(years, groups))}
    <figcaption>
      Net cash flow of each group by projection year, the mean over the scenarios, undiscounted.
    </figcaption>
  </figure>`;
}
