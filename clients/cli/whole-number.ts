import { InvalidArgumentError } from 'commander';

/** The value of a flag that counts something. Throws commander's error, which names the flag. */
export function wholeNumber(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a whole number.');
}
