/** The way from A to B as bars: each begins where the one before it ended. */
import { moneyUnit, titleWithUnit } from '../report/money-unit.ts';
import { plotWidth, type Chart } from '../report/svg-chart.ts';
import { amountNumber, effectText } from './effects.ts';
import { measureLabel } from './measure.ts';
import type { ChangeStep, MeasuredChange } from './model-change.ts';

const barPixels = 26;
const kinds = ['value', 'gain', 'loss'] as const;
const colours = ['var(--bar)', 'var(--premiums)', 'var(--tail)'];

interface Bar {
  readonly name: string;
  readonly kind: (typeof kinds)[number];
  readonly from: number;
  readonly to: number;
}

/**
 * The axis begins near the values, not at zero: effects are small beside them, and the bars of A and B
 * only mark where the way begins and ends.
 */
export function waterfallChart(
  { measure, effects: { start, effects, end, decimals } }: MeasuredChange,
  steps: readonly ChangeStep[],
): Chart {
  const amount = (units: bigint): number => amountNumber(units, decimals);
  const ways: Bar[] = [];
  let reached = start;
  for (const [index, effect] of effects.entries()) {
    const [from, to] = [amount(reached), amount(reached + effect)];
    ways.push({
      name: steps[index]!.areas.join(' + '),
      kind: effect < 0n ? 'loss' : 'gain',
      from,
      to,
    });
    reached += effect;
  }
  const ends = ways.flatMap(({ from, to }) => [from, to]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const floor = low - (high - low) * 0.08;
  const value = (name: string, units: bigint): Bar => ({
    name,
    kind: 'value',
    from: floor,
    to: amount(units),
  });
  const bars = [value('A', start), ...ways, value('B', end)];
  return chartOf(bars, measure, {
    floor,
    description: ways
      .map(({ name }, index) => `${name}: ${effectText(effects[index]!, decimals)}`)
      .join('; '),
  });
}

function chartOf(
  bars: readonly Bar[],
  measure: string,
  { floor, description }: { floor: number; description: string },
): Chart {
  const largest = bars.reduce((most, { to }) => Math.max(most, Math.abs(to)), 0);
  const unit = moneyUnit(largest);
  const values = bars.map((bar) => ({
    ...bar,
    from: bar.from / unit.divisor,
    to: bar.to / unit.divisor,
  }));
  return {
    title: `From A to B: ${measureLabel(measure)}`,
    description,
    spec: {
      width: plotWidth - 160,
      height: { step: barPixels },
      data: { values },
      mark: { type: 'bar' },
      encoding: {
        y: {
          field: 'name',
          type: 'nominal',
          sort: bars.map(({ name }) => name),
          title: null,
          axis: { labelLimit: 280, ticks: false, domain: false },
        },
        x: {
          field: 'from',
          type: 'quantitative',
          title: titleWithUnit(`Net present value, ${measureLabel(measure)}`, unit),
          scale: { zero: false, domainMin: floor / unit.divisor },
          axis: { tickCount: 6 },
        },
        x2: { field: 'to' },
        color: {
          field: 'kind',
          type: 'nominal',
          legend: null,
          scale: { domain: [...kinds], range: colours },
        },
      },
    },
  };
}
