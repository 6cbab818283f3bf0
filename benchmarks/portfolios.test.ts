/** The benchmarks' portfolios are what their descriptions say, on every machine. */
import { describe, expect, test } from 'vitest';
import type { Table } from '../contracts/table.ts';
import { portfolio } from './portfolio.ts';
import { realisticPortfolio } from './realistic-portfolio.ts';

function values(table: Table, name: string): readonly (number | string)[] {
  return [...table.columns.find((column) => column.name === name)!.values];
}

function numbers(table: Table, name: string): number[] {
  return values(table, name).map(Number);
}

/** Distinct combinations of the columns. */
function distinct(table: Table, ...names: readonly string[]): number {
  const columns = names.map((name) => values(table, name));
  const rows = Array.from({ length: table.length }, (_, row) =>
    columns.map((column) => column[row]).join(),
  );
  return new Set(rows).size;
}

describe('the realistic portfolio', () => {
  const table = realisticPortfolio(20_000);
  const keys = ['age', 'gender', 'term', 'duration_years', 'reference_rate'];

  test('holds business in force that ends by age 85', () => {
    const [age, term, duration] = [
      numbers(table, 'age'),
      numbers(table, 'term'),
      numbers(table, 'duration_years'),
    ];
    expect(Math.min(...age)).toBeGreaterThanOrEqual(18);
    expect(Math.max(...age)).toBe(65);
    expect(Math.max(...age.map((years, row) => years + term[row]!))).toBeLessThanOrEqual(85);
    expect(Math.max(...duration)).toBe(24);
    expect(duration.every((years, row) => years < term[row]!)).toBe(true);
  });

  test('guarantees seven rates, older business the higher ones', () => {
    const rate = numbers(table, 'reference_rate');
    const byDuration = new Map(
      numbers(table, 'duration_years').map((years, row) => [years, rate[row]!]),
    );
    const ascending = [...byDuration].sort(([a], [b]) => a - b).map(([, guaranteed]) => guaranteed);

    expect(distinct(table, 'reference_rate')).toBe(7);
    expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
  });

  test('has rounded sums assured and premiums to the cent', () => {
    expect(numbers(table, 'sum_assured').every((sum) => sum > 0 && sum % 5000 === 0)).toBe(true);
    const cents = numbers(table, 'premium').map((premium) => premium * 100);
    expect(cents.every((amount) => Math.abs(amount - Math.round(amount)) < 1e-6)).toBe(true);
  });

  test('has fewer model points where less of it is read', () => {
    expect(distinct(table, ...keys, 'product_type', 'underwriting_class')).toBe(11_801);
    expect(distinct(table, ...keys)).toBe(5776);
  });

  test('begins with the same policies at any size', () => {
    const shorter = realisticPortfolio(100);
    for (const { name } of shorter.columns) {
      expect(values(shorter, name)).toEqual(values(table, name).slice(0, 100));
    }
  });
});

describe('the continuous portfolio', () => {
  test('gives every policy a rate of its own where asked to, and changes nothing else', () => {
    const [plain, rated] = [portfolio(1000), portfolio(1000, { hasReferenceRate: true })];
    const rates = numbers(rated, 'reference_rate');

    expect(distinct(rated, 'reference_rate')).toBe(1000);
    expect(rates.every((rate) => rate >= 0 && rate < 0.04)).toBe(true);
    expect(rated.columns.slice(0, -1)).toEqual(plain.columns);
  });
});
