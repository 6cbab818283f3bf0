/** Charts as SVG text, drawn by Vega without a browser. Colours are the page's CSS variables. */
import type { TopLevelSpec } from 'vega-lite';
import { Html, html } from './html.ts';

/** A chart and what a reader who does not see it is told. */
export interface Chart {
  readonly spec: TopLevelSpec;
  readonly title: string;
  readonly description: string;
}

/** One of the layers that a chart is drawn in. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

/** Pixels of the plot itself; the page scales it down where there is less room. */
export const plotWidth = 760;

const ink = 'var(--ink)';
const muted = 'var(--muted)';
const line = 'var(--line)';

/** What all charts look like. */
const config = {
  background: 'transparent',
  // One title and description per chart instead of a name for every bar.
  aria: false,
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: ink,
    labelFontSize: 11,
    titleColor: muted,
    titleFontSize: 11,
    titleFontWeight: 'normal',
    gridColor: line,
    domainColor: muted,
    tickColor: muted,
  },
  legend: {
    labelColor: ink,
    labelFontSize: 11,
    labelLimit: 240,
    title: null,
    orient: 'bottom',
    columns: 4,
    symbolType: 'square',
  },
  text: { color: ink, fontSize: 11 },
} as const;

/** The chart as an `svg` element that names itself. `id` is unique in the page. */
export async function svgChart(id: string, { spec, title, description }: Chart): Promise<Html> {
  // Only a report draws, so only a report pays for loading these.
  const [{ View, parse }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new View(parse(compile(spec, { config }).spec), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    const [, viewBox = '', content = ''] = /^<svg[^>]* viewBox="([^"]+)"[^>]*>([^]*)<\/svg>$/.exec(
      svg,
    )!;
    return html`<svg viewBox="${viewBox}" role="img" aria-labelledby="${id}-title ${id}-about">
      <title id="${id}-title">${title}</title>
      <desc id="${id}-about">${description}</desc>
      ${new Html(content)}
    </svg>`;
  } finally {
    view.finalize();
  }
}
