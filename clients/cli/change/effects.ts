/**
 * The effect of each step on a measure. Values are rounded first, to whole units of the last decimal
 * shown, and effects are differences of those: so the column that is printed adds up, to the last digit.
 */
import { decimalsFor } from '../text/number-format.ts';

export interface Effects {
  readonly decimals: number;
  /** In units of the last decimal. */
  readonly start: bigint;
  readonly effects: readonly bigint[];
  readonly end: bigint;
  /** The sum of the effects, added up again. */
  readonly total: bigint;
  /** What the effects leave of the difference between the ends. */
  readonly unexplained: bigint;
}

/** `values` are those of A and after every step. */
export function effectsOf(values: readonly number[]): Effects {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Of a number beyond 1e15 no decimal means anything.
  const decimals = largest >= 1e15 ? 0 : Math.min(4, decimalsFor(largest));
  const rounded = values.map((value) => unitsOf(value, decimals));
  const effects = rounded.slice(1).map((value, index) => value - rounded[index]!);
  const total = effects.reduce((sum, effect) => sum + effect, 0n);
  const [start, end] = [rounded[0] ?? 0n, rounded.at(-1) ?? 0n];
  return { decimals, start, effects, end, total, unexplained: end - start - total };
}

function unitsOf(value: number, decimals: number): bigint {
  if (Math.abs(value) >= 1e21) return BigInt(value);
  return BigInt(value.toFixed(decimals).replace('.', ''));
}

/** `1,234.50` */
export function amountText(units: bigint, decimals: number): string {
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = decimals === 0 ? '' : `.${digits.slice(-decimals)}`;
  return `${units < 0n ? '-' : ''}${whole}${fraction}`;
}

/** With its sign. */
export function effectText(units: bigint, decimals: number): string {
  return units > 0n ? `+${amountText(units, decimals)}` : amountText(units, decimals);
}

/** The amount as JSON has it. */
export function amountNumber(units: bigint, decimals: number): number {
  return Number(amountText(units, decimals).replaceAll(',', ''));
}
