/** How amounts are shown: in thousands, millions or billions on an axis, in whole numbers elsewhere. */
import { decimalsFor } from '../text/number-format.ts';

export interface MoneyUnit {
  readonly divisor: number;
  /** `millions`; empty for amounts as they are. */
  readonly name: string;
}

const units: readonly MoneyUnit[] = [
  { divisor: 1e9, name: 'billions' },
  { divisor: 1e6, name: 'millions' },
  { divisor: 1e3, name: 'thousands' },
];

/** The unit in which `largest` has one to three digits, roughly. */
export function moneyUnit(largest: number): MoneyUnit {
  return units.find(({ divisor }) => largest >= divisor) ?? { divisor: 1, name: '' };
}

/** `Net present value (millions)` */
export function titleWithUnit(title: string, { name }: MoneyUnit): string {
  return name === '' ? title : `${title} (${name})`;
}

/** None for amounts of five digits and more, else enough to tell small ones apart. */
export function amountDecimals(largest: number): number {
  return largest >= 1e4 ? 0 : decimalsFor(largest);
}
