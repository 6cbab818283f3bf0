/** Net cash flows by year, a line for each group. */
import { formatNumber } from '../text/number-format.ts';
import type { GroupSeries } from './group-tables.ts';
import { moneyUnit, titleWithUnit } from './money-unit.ts';
import { plotWidth, type Chart } from './svg-chart.ts';

/** Colours that can be told apart: those of the page's other charts, and the ink. */
const colours = [
  'var(--premiums)',
  'var(--death-benefits)',
  'var(--surrender-benefits)',
  'var(--maturity-benefits)',
  'var(--expenses)',
  'var(--ink)',
  'var(--bar)',
  'var(--tail)',
] as const;
export const mostDrawnGroups: number = colours.length;

const plotHeight = 260;

export function groupChart(years: Uint32Array, groups: readonly GroupSeries[]): Chart {
  const named = groups.map(({ keys, values }) => ({ label: keys.join(', '), values }));
  const largest = named.flatMap(({ values }) => [...values].map(Math.abs));
  const unit = moneyUnit(largest.reduce((most, value) => Math.max(most, value), 0));
  const values = named.flatMap(({ label, values: amounts }) =>
    [...amounts].map((amount, index) => ({
      year: years[index],
      group: label,
      amount: amount / unit.divisor,
    })),
  );
  const totals = named.map(
    ({ label, values: amounts }) =>
      `${label} ${formatNumber(amounts.reduce((sum, amount) => sum + amount, 0))}`,
  );
  return {
    title: 'Net cash flow by year and group',
    description: `Totals over all years: ${totals.join('; ')}.`,
    spec: {
      width: plotWidth,
      height: plotHeight,
      data: { values },
      mark: { type: 'line', strokeWidth: 2 },
      encoding: {
        x: {
          field: 'year',
          type: 'ordinal',
          title: 'Projection year',
          axis: { labelAngle: 0, labelOverlap: 'parity' },
        },
        y: {
          field: 'amount',
          type: 'quantitative',
          title: titleWithUnit('Net cash flow', unit),
        },
        color: {
          field: 'group',
          type: 'nominal',
          scale: {
            domain: named.map(({ label }) => label),
            range: colours.slice(0, named.length),
          },
        },
      },
    },
  };
}
