/** What `livecalc change` prints. */
import type { KeyChange } from '../config-changes.ts';
import { alignRows, terminalColumns, wrapWords } from '../text/lines.ts';
import { formatNumber } from '../text/number-format.ts';
import type { Area } from './area.ts';
import { amountNumber, amountText, effectText, type Effects } from './effects.ts';
import { measureLabel } from './measure.ts';
import type { ChangeStep, ModelChange } from './model-change.ts';

const mostKeys = 8;

export function changeText(change: ModelChange): string {
  const { a, b, steps, unchanged } = change;
  if (steps.length === 0) {
    return [`A  ${a}`, `B  ${b}`, '', 'The models are alike: there is nothing to explain.'].join(
      '\n',
    );
  }
  return [
    `A  ${a}`,
    `B  ${b}`,
    '',
    'Net present value, one step at a time',
    ...tableLines(change),
    '',
    ...checkLines(change),
    ...(unchanged.length === 0 ? [] : [wrapWords(`unchanged: ${unchanged.join(', ')}`, '  ')]),
    '',
    'What each step changed',
    ...steps.flatMap(stepLines),
  ].join('\n');
}

function tableLines({ steps, measures }: ModelChange): string[] {
  const headings = measures.flatMap(({ measure }) => [measureLabel(measure), 'effect']);
  const cells = (of: (effects: Effects) => readonly string[]): string[] =>
    measures.flatMap(({ effects }) => of(effects));
  const rows = steps.map(({ areas }, step) => [
    stepName(areas),
    ...cells(({ effects, start, decimals }) => [
      amountText(
        effects.slice(0, step + 1).reduce((sum, effect) => sum + effect, start),
        decimals,
      ),
      effectText(effects[step]!, decimals),
    ]),
  ]);
  const begin = ['A', ...cells(({ start, decimals }) => [amountText(start, decimals), ''])];
  const end = [
    'B',
    ...cells(({ end: value, total, decimals }) => [
      amountText(value, decimals),
      effectText(total, decimals),
    ]),
  ];
  const right = headings.map((_, index) => index + 1);
  return alignRows([['', ...headings], begin, ...rows, end], right);
}

/** The printed column added up again. */
function checkLines({ measures, steps }: ModelChange): string[] {
  const count = steps.length === 1 ? 'the effect' : `the ${formatNumber(steps.length)} effects`;
  return measures.map(({ measure, effects }) => {
    const { start, total, end, decimals, unexplained } = effects;
    const sum = `${amountText(start, decimals)} ${effectText(total, decimals)} = ${amountText(end, decimals)}`;
    const left = `unexplained ${amountText(unexplained, decimals)}`;
    return wrapWords(`check, ${measureLabel(measure)}: A and ${count}: ${sum}; ${left}`, '  ');
  });
}

function stepLines({ areas, joined, keys }: ChangeStep): string[] {
  const left = keys.length - mostKeys;
  return [
    `  ${stepName(areas)}`,
    ...keys.slice(0, mostKeys).flatMap(keyLines),
    ...(left > 0 ? [`    and ${formatNumber(left)} more`] : []),
    ...joined.map(({ area, reason }) =>
      wrapWords(`    ${area} cannot be changed by itself: ${reason}`, '      '),
    ),
  ];
}

function stepName(areas: readonly Area[]): string {
  return areas.join(' + ');
}

/** Files as they are called, everything else as JSON; on lines of their own where one is too short. */
function keyLines({ key, before, after }: KeyChange): string[] {
  const [from, to] = [before, after].map((value) =>
    value === null ? 'nothing' : value.replace(/^"local:\/\/(.*)"$/, '$1'),
  );
  const line = `    ${key}: ${from} -> ${to}`;
  if (line.length <= terminalColumns) return [line];
  return [`    ${key}:`, shortened(`      ${from}`), shortened(`      -> ${to}`)];
}

function shortened(text: string): string {
  return text.length > terminalColumns ? `${text.slice(0, terminalColumns - 1)}…` : text;
}

/** Amounts as numbers, by measure. */
export function changeObject({ measures, steps, ...change }: ModelChange): object {
  const by = (of: (effects: Effects) => bigint): Record<string, number> =>
    Object.fromEntries(
      measures.map(({ measure, effects }) => [
        measure,
        amountNumber(of(effects), effects.decimals),
      ]),
    );
  return {
    ...change,
    start: by(({ start }) => start),
    steps: steps.map((step, index) => ({ ...step, effects: by(({ effects }) => effects[index]!) })),
    end: by(({ end }) => end),
    total: by(({ total }) => total),
    unexplained: by(({ unexplained }) => unexplained),
  };
}
