/** Death rates by age, from age 0. */
export type MortalityRates = Readonly<Record<'M' | 'F', Float64Array>>;

const discount = 1 / 1.04;

/**
 * The level annual premium per unit of sum assured that pays for the deaths of a term insurance at
 * 4 % interest without lapses, all flows at the end of the year.
 */
export function netPremiumRate(rates: Float64Array, age: number, term: number): number {
  let lives = 1;
  let factor = 1;
  let presentDeaths = 0;
  let presentLives = 0;
  for (let year = 0; year < term; year += 1) {
    const deaths = lives * (rates[age + year] as number);
    factor *= discount;
    presentDeaths += deaths * factor;
    presentLives += lives * factor;
    lives -= deaths;
  }
  return presentDeaths / presentLives;
}
