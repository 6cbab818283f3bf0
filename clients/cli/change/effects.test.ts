import { expect, it } from 'vitest';
import { amountNumber, amountText, effectsOf, effectText } from './effects.ts';

it('adds up to the last digit that is shown, where doubles would not', () => {
  const { start, effects, end, total, unexplained, decimals } = effectsOf([0.1, 0.3, 0.7, 1e6]);
  expect(decimals).toBe(2);
  expect([start, ...effects, end].map((units) => amountText(units, decimals))).toEqual([
    '0.10',
    '0.20',
    '0.40',
    '999,999.30',
    '1,000,000.00',
  ]);
  expect(total).toBe(99_999_990n);
  expect(unexplained).toBe(0n);
});

it('writes amounts with commas and signs', () => {
  expect(amountText(-123_456_789n, 2)).toBe('-1,234,567.89');
  expect(amountText(5n, 2)).toBe('0.05');
  expect(amountText(-5n, 0)).toBe('-5');
  expect(effectText(100n, 2)).toBe('+1.00');
  expect(effectText(0n, 2)).toBe('0.00');
  expect(amountNumber(-123_456_789n, 2)).toBe(-1_234_567.89);
});
