/** The distribution of the net present value: a histogram, its tails shaded, its levels marked. */
import type { Statistics } from '../../../contracts/run-result.ts';
import { complement } from '../../../runtime/statistics/level.ts';
import { formatNumber } from '../text/number-format.ts';
import { placeMarkers, type Marker } from './marker-rows.ts';
import { moneyUnit, titleWithUnit } from './money-unit.ts';
import { plotWidth, type Chart, type Layer } from './svg-chart.ts';
import { otherScenarios, tailHistogram, type Tail, type TailBin } from './tail-histogram.ts';

const plotHeight = 300;
const rowPixels = 14;

/** Null where an axis could not tell the values apart. `npv` is one value per scenario. */
export function distributionChart(npv: Float64Array, statistics: Statistics): Chart | null {
  const tails = tailsOf(statistics);
  const bins = tailHistogram(Float64Array.from(npv).sort(), tails);
  if (bins === null) return null;
  const unit = moneyUnit(Math.max(Math.abs(statistics.min), Math.abs(statistics.max)));
  const inUnit = bins.map((bin) => ({
    ...bin,
    from: bin.from / unit.divisor,
    to: bin.to / unit.divisor,
  }));
  const markers = markersOf(statistics).map(({ label, value }) => ({
    label,
    value: value / unit.divisor,
  }));
  return {
    title: 'Distribution of the net present value over the scenarios',
    description: description(npv.length, statistics, tails),
    spec: {
      width: plotWidth,
      height: plotHeight,
      layer: [
        barLayer(inUnit, tails, titleWithUnit('Net present value', unit)),
        ...markerLayers(markers, inUnit[0]!.from, inUnit.at(-1)!.to),
      ],
    },
  };
}

function barLayer(bins: readonly TailBin[], tails: readonly Tail[], title: string): Layer {
  const domain = [bins[0]!.from, bins.at(-1)!.to];
  return {
    data: { values: [...bins] },
    mark: { type: 'bar', binSpacing: 1 },
    encoding: {
      x: {
        field: 'from',
        type: 'quantitative',
        bin: 'binned',
        title,
        scale: { domain, nice: false, zero: false },
        axis: { grid: false, tickCount: 10 },
      },
      x2: { field: 'to' },
      y: { field: 'count', type: 'quantitative', title: 'Scenarios', stack: 'zero' },
      color: {
        field: 'tail',
        type: 'nominal',
        scale: tailColours(tails),
      },
      // Where a tail ends inside a bin, what is deeper lies below.
      order: { field: 'depth' },
    },
  };
}

/**
 * A dotted line and a label for every marker; what would overlap goes into a row above. Lines come
 * first: labels have a halo (report.css) that keeps them readable over a neighbour's line.
 */
function markerLayers(markers: readonly Marker[], low: number, high: number): Layer[] {
  const placed = placeMarkers(markers, (value) => ((value - low) / (high - low)) * plotWidth);
  const x = { field: 'value', type: 'quantitative' } as const;
  const lines = placed.map(({ value, row }): Layer => ({
    data: { values: [{ value }] },
    mark: { type: 'rule', color: 'var(--ink)', strokeDash: [2, 3] },
    encoding: { x, y: { value: rowTop(row) }, y2: { value: plotHeight } },
  }));
  const labels = placed.map(({ label, value, row }): Layer => ({
    data: { values: [{ value, label }] },
    mark: { type: 'text', baseline: 'bottom' },
    encoding: { x, y: { value: rowTop(row) }, text: { field: 'label' } },
  }));
  return [...lines, ...labels];
}

/** Pixels; above the plot is negative. */
function rowTop(row: number): number {
  return -6 - row * rowPixels;
}

/** The deepest tail first. */
function tailsOf({ ctes }: Statistics): Tail[] {
  return Object.entries(ctes)
    .map(([name, { count }]) => {
      const level = Number(name.slice('cte'.length));
      return { label: `lowest ${complement(level)} % (CTE${level})`, count };
    })
    .toReversed();
}

function markersOf({ mean, percentiles, ctes }: Statistics): Marker[] {
  return [
    { label: 'mean', value: mean },
    ...Object.entries(percentiles).map(([label, value]) => ({ label, value })),
    ...Object.entries(ctes).map(([name, { value }]) => ({ label: name.toUpperCase(), value })),
  ];
}

/** The deeper the tail, the stronger its colour. */
function tailColours(tails: readonly Tail[]): { domain: string[]; range: string[] } {
  const shares = tails.map((_, index) => 100 - Math.floor((index * 70) / tails.length));
  return {
    domain: [...tails.map(({ label }) => label), otherScenarios],
    range: [
      ...shares.map((share) => `color-mix(in srgb, var(--tail) ${share}%, var(--bar))`),
      'var(--bar)',
    ],
  };
}

function description(
  count: number,
  { min, max, mean }: Statistics,
  tails: readonly Tail[],
): string {
  const shaded = tails.map((tail) => `${tail.label} (${formatNumber(tail.count)} scenarios)`);
  const facts =
    `Histogram of ${formatNumber(count)} scenarios from ${formatNumber(min)} to ` +
    `${formatNumber(max)}, mean ${formatNumber(mean)}.`;
  return shaded.length === 0 ? facts : `${facts} Shaded: ${shaded.join('; ')}.`;
}
