/**
 * A decimal's value as the nearest double, or null where the quotient could be rounded twice: an
 * integer up to 2^53 divided by a power of ten up to 10^22 is exact but for one rounding.
 *
 * `unscaled` is a number, a bigint, or the bytes of a big-endian two's complement integer.
 */
export function decimalValue(unscaled: unknown, scale: number): number | null {
  const integer = unscaled instanceof Uint8Array ? bigEndianInteger(unscaled) : unscaled;
  const whole = Number(integer);
  if (!Number.isSafeInteger(whole) || scale < 0 || scale > 22) return null;
  return whole / 10 ** scale;
}

function bigEndianInteger(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = value * 256n + BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}
