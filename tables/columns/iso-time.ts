/** Dates and timestamps as ISO 8601 text, computed in integers so that no digit is lost. */
import type { TimeUnit } from './stored-type.ts';

const fractionDigits = {
  seconds: 0,
  milliseconds: 3,
  microseconds: 6,
  nanoseconds: 9,
} as const satisfies Record<TimeUnit, number>;

/** `2024-02-29` from days since 1970-01-01; null outside the years that a Date can hold. */
export function isoDate(days: number): string | null {
  return isoOrNull(days * 86_400_000)?.replace(/T.*$/, '') ?? null;
}

/** `2024-02-29T12:00:00.000001Z`, as many digits as the unit has, Z only for UTC; null as above. */
export function isoTimestamp(value: bigint, unit: TimeUnit, isUtc: boolean): string | null {
  const digits = fractionDigits[unit];
  const perSecond = 10n ** BigInt(digits);
  const fraction = ((value % perSecond) + perSecond) % perSecond;
  const seconds = (value - fraction) / perSecond;
  const whole = isoOrNull(Number(seconds) * 1000)?.slice(0, -'.000Z'.length);
  if (whole === undefined) return null;
  const tail = digits === 0 ? '' : `.${fraction.toString().padStart(digits, '0')}`;
  return `${whole}${tail}${isUtc ? 'Z' : ''}`;
}

function isoOrNull(milliseconds: number): string | null {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
