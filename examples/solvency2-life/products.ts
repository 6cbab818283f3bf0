/** The products of the example: what they pay in each policy year, and how often they lapse. */

/** The mortality table's last age; nobody lives longer. */
export const lastAge = 120;
/** Whole life insurances run until then, whatever the age at entry. */
const wholeLife = lastAge + 1;

export interface Product {
  readonly name: string;
  /** Years. */
  readonly term: number;
  /** Years in which premiums are due. */
  readonly premiumTerm: number;
  /** Ages at entry, from and below. */
  readonly ages: readonly [from: number, below: number];
  /** Of the sum assured, on death in a policy year, counted from 1. */
  readonly deathFactor: (year: number) => number;
  /** Of the sum assured, at the end of the term. */
  readonly maturityFactor: number;
  /** Of the premiums paid, on surrender in a policy year. */
  readonly surrenderFactor: (year: number) => number;
  /** Lapse rate of a policy year. */
  readonly lapseRate: (year: number) => number;
  /** Per policy: acquisition, and maintenance a year. */
  readonly expenses: readonly [acquisition: number, maintenance: number];
}

/** No value in the first two years, then 60 % rising by 3 points a year to 95 %. */
function savingsSurrender(year: number): number {
  return year <= 2 ? 0 : Math.min(57 + year, 95) / 100;
}

/** 12 % in the first year, falling by a point a year to `floor` percent. */
function fallingLapse(floor: number): (year: number) => number {
  return (year) => Math.max(13 - year, floor) / 100;
}

function endowment(term: number): Product {
  return {
    name: `Endowment${term}`,
    term,
    premiumTerm: term,
    ages: [25, 50],
    deathFactor: () => 1,
    maturityFactor: 1,
    surrenderFactor: savingsSurrender,
    lapseRate: fallingLapse(4),
    expenses: [600, 40],
  };
}

export const products: readonly Product[] = [
  {
    name: 'Term30',
    term: 30,
    premiumTerm: 30,
    ages: [25, 46],
    deathFactor: () => 1,
    maturityFactor: 0,
    surrenderFactor: () => 0,
    lapseRate: fallingLapse(3),
    expenses: [350, 35],
  },
  {
    // A loan that is paid back in equal parts.
    name: 'Mortgage25',
    term: 25,
    premiumTerm: 20,
    ages: [25, 46],
    deathFactor: (year) => (26 - year) / 25,
    maturityFactor: 0,
    surrenderFactor: () => 0,
    lapseRate: fallingLapse(5),
    expenses: [300, 30],
  },
  endowment(15),
  endowment(25),
  {
    name: 'WholeLife',
    term: wholeLife,
    premiumTerm: wholeLife,
    ages: [30, 61],
    deathFactor: () => 1,
    maturityFactor: 0,
    surrenderFactor: savingsSurrender,
    lapseRate: fallingLapse(2),
    expenses: [500, 30],
  },
  {
    name: 'LimitedPay20',
    term: wholeLife,
    premiumTerm: 20,
    ages: [30, 61],
    deathFactor: () => 1,
    maturityFactor: 0,
    surrenderFactor: savingsSurrender,
    lapseRate: fallingLapse(2),
    expenses: [500, 30],
  },
];

/** The policy year in which those who enter at `age` reach the last age, or their term ends. */
export function lastPolicyYear({ term }: Product, age: number): number {
  return Math.min(term, lastAge - age + 1);
}
