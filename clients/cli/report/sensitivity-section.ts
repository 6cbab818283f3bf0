/** The sensitivities: what each moves, drawn and in figures. */
import { formatNumber } from '../text/number-format.ts';
import { figureLabel, sensitivityDecimals, signed } from '../text/sensitivity-rows.ts';
import { html, htmlTable, type Html } from './html.ts';
import type { ReportData } from './report-data.ts';
import { svgChart } from './svg-chart.ts';
import { tornadoChart } from './tornado-chart.ts';

/** Nothing where the run has no sensitivities. */
export async function sensitivitySection({ sensitivities }: ReportData): Promise<Html | null> {
  const [base, ...rows] = sensitivities;
  if (base === undefined || rows.length === 0) return null;
  return html`<h2>Sensitivities</h2>
    <figure>
      ${await svgChart('sensitivities', tornadoChart(rows))}
      <figcaption>
        How far the net present value moves from the run’s own, on the same scenarios; a loss is on
        the left. Of several tails, the deepest is shown; the table sensitivities has them all.
      </figcaption>
    </figure>
    ${figures(sensitivities)}
    <p class="muted">
      Policies are those that the change was applied to: all, or the ones whose mean it lowers, the
      others left as they are.
    </p>`;
}

function figures(rows: ReportData['sensitivities']): Html {
  const decimals = sensitivityDecimals(rows);
  const headings = [
    { text: 'sensitivity' },
    ...rows[0]!.figures.flatMap(({ name }) => [
      { text: figureLabel(name), isNumber: true },
      { text: 'difference', isNumber: true },
    ]),
    { text: 'policies', isNumber: true },
  ];
  const cells = rows.map(({ name, figures: own, stressedPolicies }, row) => [
    name,
    ...own.flatMap(({ value, difference }) => [
      formatNumber(value, decimals),
      row === 0 ? '' : signed(difference, decimals),
    ]),
    row === 0 ? '' : formatNumber(stressedPolicies),
  ]);
  return htmlTable(headings, cells);
}
