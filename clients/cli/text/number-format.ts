/** Numbers for people: thousands separated by commas whatever the locale, and exact ones. */

/**
 * `1234567.5` with 2 decimals: `1,234,567.50`; what rounds to zero has no sign. Numbers beyond 1e15
 * are written with an exponent.
 */
export function formatNumber(value: number, decimals = 0): string {
  if (Math.abs(value) >= 1e15) return value.toExponential(9);
  const text = value.toFixed(decimals);
  const [whole = '', fraction] = (Number(text) === 0 ? text.replace('-', '') : text).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Decimals that keep about six significant digits of numbers as large as `scale`. */
export function decimalsFor(scale: number): number {
  if (!(scale > 0)) return 2;
  return Math.min(10, Math.max(2, 5 - Math.floor(Math.log10(scale))));
}

/** `0.4 ms`, `31 ms`, `1.25 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 10) return `${durationMs.toFixed(1)} ms`;
  return durationMs < 1000 ? `${durationMs.toFixed(0)} ms` : `${(durationMs / 1000).toFixed(2)} s`;
}

/** 17 significant digits, as C's %.17g: enough to name every double. */
export function exactNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const digits = value.toPrecision(17);
  return digits.includes('.') ? digits.replace(/\.?0+(?=e|$)/, '') : digits;
}

/** `1 year`, `30 years`. */
export function formatYears(years: number): string {
  return `${formatNumber(years)} ${years === 1 ? 'year' : 'years'}`;
}
