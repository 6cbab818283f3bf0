/** A change as one HTML page: a waterfall and a table for each measure, then what each step changed. */
import { html, htmlTable, type Html } from '../report/html.ts';
import { htmlPage } from '../report/html-page.ts';
import { svgChart } from '../report/svg-chart.ts';
import { amountText, effectText } from './effects.ts';
import { measureLabel } from './measure.ts';
import type { MeasuredChange, ModelChange } from './model-change.ts';
import { waterfallChart } from './waterfall-chart.ts';

/** The same change gives the same page, to the byte. */
export async function changePage(change: ModelChange): Promise<string> {
  const { a, b, measures, unchanged } = change;
  const sections: Html[] = [];
  for (const measured of measures) sections.push(await measureSection(change, measured));
  return await htmlPage({
    title: 'Change of the net present value',
    header: html`<dl class="facts">
      <dt>A</dt>
      <dd>${a}</dd>
      <dt>B</dt>
      <dd>${b}</dd>
      <dt>unchanged</dt>
      <dd>${unchanged.join(', ') || 'nothing'}</dd>
    </dl>`,
    sections: [...sections, keySection(change)],
    source: 'valuations of both models and of every stop between them',
  });
}

async function measureSection({ steps }: ModelChange, measured: MeasuredChange): Promise<Html> {
  const { measure, effects: own } = measured;
  const { start, effects, end, total, unexplained, decimals } = own;
  const rows = [
    ['A', amountText(start, decimals), ''],
    ...steps.map(({ areas }, index) => [
      areas.join(' + '),
      '',
      effectText(effects[index]!, decimals),
    ]),
    ['B', amountText(end, decimals), effectText(total, decimals)],
  ];
  const headings = [
    { text: 'step' },
    { text: measureLabel(measure), isNumber: true },
    { text: 'effect', isNumber: true },
  ];
  const chart =
    steps.length === 0
      ? ''
      : html`<figure>
          ${await svgChart(`change-${measure}`, waterfallChart(measured, steps))}
          <figcaption>
            Each bar begins where the one before it ended. The axis does not begin at zero.
          </figcaption>
        </figure>`;
  return html`<h2>${measureLabel(measure)}</h2>
    ${chart} ${htmlTable(headings, rows)}
    <p class="muted">
      Every stop is a whole valuation. An effect depends on what was changed before it. Unexplained:
      ${amountText(unexplained, decimals)}.
    </p>`;
}

function keySection({ steps }: ModelChange): Html {
  const rows = steps.flatMap(({ areas, keys }) =>
    keys.map(({ key, before, after }) => [
      areas.join(' + '),
      key,
      before ?? 'nothing',
      after ?? 'nothing',
    ]),
  );
  const joined = steps.flatMap((step) => step.joined);
  const headings = [{ text: 'step' }, { text: 'key' }, { text: 'A' }, { text: 'B' }];
  return html`<h2>What each step changed</h2>
    ${rows.length === 0 ? html`<p>Nothing.</p>` : htmlTable(headings, rows)}
    ${joined.map(({ area, reason }) => html`<p>${area} cannot be changed by itself: ${reason}</p>`)}`;
}
