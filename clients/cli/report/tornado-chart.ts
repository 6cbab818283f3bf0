/** What each sensitivity moves, as bars from zero, the widest on top. */
import { formatNumber } from '../text/number-format.ts';
import { figureLabel, type SensitivityRow } from '../text/sensitivity-rows.ts';
import { moneyUnit, titleWithUnit } from './money-unit.ts';
import { plotWidth, type Chart } from './svg-chart.ts';

const barPixels = 13;
const figureColours: readonly string[] = ['var(--premiums)', 'var(--tail)'];

/** Bars of every figure. `rows` are the sensitivities, without the run itself. */
export function tornadoChart(rows: readonly SensitivityRow[]): Chart {
  const sorted = rows.toSorted((a, b) => meanMove(b) - meanMove(a));
  const labels = rows[0]!.figures.map(({ name }) => figureLabel(name));
  const largest = rows.flatMap(({ figures }) => figures.map((one) => Math.abs(one.difference)));
  const unit = moneyUnit(largest.reduce((most, value) => Math.max(most, value), 0));
  const values = sorted.flatMap(({ name, figures }) =>
    figures.map((figure) => ({
      name,
      figure: figureLabel(figure.name),
      difference: figure.difference / unit.divisor,
    })),
  );
  return {
    title: 'Sensitivities: change of the net present value',
    description: sorted
      .map(({ name, figures }) => `${name}: mean ${formatNumber(figures[0]!.difference)}`)
      .join('; '),
    spec: {
      width: plotWidth - 200,
      height: { step: barPixels },
      data: { values },
      mark: { type: 'bar' },
      encoding: {
        y: {
          field: 'name',
          type: 'nominal',
          sort: sorted.map(({ name }) => name),
          title: null,
          axis: { labelLimit: 280, ticks: false, domain: false },
          scale: { paddingInner: 0.35 },
        },
        yOffset: { field: 'figure', type: 'nominal', sort: labels },
        x: {
          field: 'difference',
          type: 'quantitative',
          title: titleWithUnit('Difference to the run', unit),
          // More would not find room for their labels, and zero might go without one.
          axis: { tickCount: 6 },
        },
        color: {
          field: 'figure',
          type: 'nominal',
          scale: { domain: labels, range: figureColours.slice(0, labels.length) },
        },
      },
    },
  };
}

function meanMove({ figures }: SensitivityRow): number {
  return Math.abs(figures[0]!.difference);
}
