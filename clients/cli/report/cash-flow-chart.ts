/** Cash flows by year: components stacked above and below zero, and the net as a line. */
import { formatNumber } from '../text/number-format.ts';
import { largestAmount, type CashFlows, type Flow } from './cash-flows.ts';
import { moneyUnit, titleWithUnit } from './money-unit.ts';
import { plotWidth, type Chart } from './svg-chart.ts';

const plotHeight = 280;

/** `title` is what the flows are called: `Cash flow`. */
export function cashFlowChart({ years, components, net }: CashFlows, title: string): Chart {
  const flows = net === null ? components : [...components, net];
  const unit = moneyUnit(largestAmount(flows));
  const values = (flow: Flow): object[] =>
    [...flow.amounts].map((amount, index) => ({
      year: years[index],
      flow: flow.label,
      amount: amount / unit.divisor,
    }));
  const x = {
    field: 'year',
    type: 'ordinal',
    title: 'Projection year',
    axis: { labelAngle: 0, labelOverlap: 'parity' },
  } as const;
  const y = {
    field: 'amount',
    type: 'quantitative',
    title: titleWithUnit(title, unit),
  } as const;
  const color = {
    field: 'flow',
    type: 'nominal',
    scale: { domain: flows.map(({ label }) => label), range: flows.map(({ colour }) => colour) },
  } as const;
  return {
    title: `${title} by year`,
    description: description(years, flows),
    spec: {
      width: plotWidth,
      height: plotHeight,
      layer: [
        {
          data: { values: components.flatMap(values) },
          mark: 'bar',
          encoding: { x, y: { ...y, stack: 'zero' }, color },
        },
        {
          data: { values: net === null ? [] : values(net) },
          mark: { type: 'line', point: { size: 22 }, strokeWidth: 2 },
          encoding: { x, y, color },
        },
      ],
    },
  };
}

function description(years: Uint32Array, flows: readonly Flow[]): string {
  const totals = flows.map(({ label, amounts }) => {
    const total = amounts.reduce((sum, amount) => sum + amount, 0);
    return `${label.toLowerCase()} ${formatNumber(total)}`;
  });
  return `Years ${years[0] ?? 0} to ${years.at(-1) ?? 0}, totals over all years: ${totals.join(', ')}.`;
}
