/** Cash flows by year, drawn and in figures. */
import { formatNumber } from '../text/number-format.ts';
import { cashFlowChart } from './cash-flow-chart.ts';
import { largestAmount, type CashFlows } from './cash-flows.ts';
import { html, htmlTable, type Html } from './html.ts';
import { amountDecimals } from './money-unit.ts';
import type { ReportData } from './report-data.ts';
import { svgChart } from './svg-chart.ts';

export async function cashFlowSection({ cashFlows, discountedFlows }: ReportData): Promise<Html> {
  if (cashFlows === null) {
    return html`<h2>Cash flows</h2>
      <p class="missing">
        The table cash_flows was not among the tables of this run (output.tables), or has none of
        the columns that a report knows, so there is nothing to draw.
      </p>`;
  }
  const { absent } = cashFlows;
  const zero =
    absent.length === 0 ? '' : ` Zero in every year: ${absent.join(', ').toLowerCase()}.`;
  return html`<h2>Cash flows</h2>
    <figure>
      ${await svgChart('cash-flows', cashFlowChart(cashFlows, 'Cash flow'))}
      <figcaption>
        The portfolio’s undiscounted cash flows by projection year, the mean over the scenarios.
        What comes in is positive, what goes out negative.${zero}
      </figcaption>
    </figure>
    ${cashFlowTable(cashFlows)}
    ${discountedFlows === null ? '' : await discountedFigure(discountedFlows)}`;
}

async function discountedFigure(flows: CashFlows): Promise<Html> {
  return html`<h3>Discounted</h3>
    <figure>
      ${await svgChart('discounted-cash-flows', cashFlowChart(flows, 'Discounted cash flow'))}
      <figcaption>
        The same flows, each discounted under its own scenario, the mean over the scenarios. Their
        total is the mean net present value.
      </figcaption>
    </figure>
    ${cashFlowTable(flows)}`;
}

function cashFlowTable({ years, components, net }: CashFlows): Html {
  const flows = net === null ? components : [...components, net];
  const totals = flows.map(({ amounts }) => amounts.reduce((sum, amount) => sum + amount, 0));
  const decimals = amountDecimals(largestAmount(flows));
  const rows = Array.from(years, (year, index) => [
    year,
    ...flows.map(({ amounts }) => formatNumber(amounts[index]!, decimals)),
  ]);
  return htmlTable(
    [{ text: 'year' }, ...flows.map(({ label }) => ({ text: label, isNumber: true }))],
    [...rows, ['all years', ...totals.map((total) => formatNumber(total, decimals))]],
  );
}
