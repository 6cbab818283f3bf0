/** Large amounts on an axis: in thousands, millions or billions. */
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
