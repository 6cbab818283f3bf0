import { expect, it } from 'vitest';
import type { Column, Table } from '../../../contracts/table.ts';
import { cashFlowsOf } from './cash-flows.ts';

function table(columns: Readonly<Record<string, readonly number[]>>): Table {
  const amounts = Object.entries(columns).map(([name, values]): Column => ({
    name,
    type: 'f64',
    values: Float64Array.from(values),
  }));
  const year: Column = { name: 'year', type: 'u32', values: Uint32Array.of(1, 2) };
  return { name: 'cash_flows', length: 2, columns: [year, ...amounts] };
}

it('gives what goes out the sign of a loss, and sets aside what is always zero', () => {
  const flows = cashFlowsOf(
    table({ premiums: [5, 4], expenses: [1, 0], maturity_benefits: [0, 0], net: [4, 4] }),
  )!;
  expect(flows.components.map(({ label, amounts }) => [label, ...amounts])).toEqual([
    ['Premiums', 5, 4],
    ['Expenses', -1, 0],
  ]);
  expect(flows.absent).toEqual(['Maturity benefits']);
  expect([...flows.net!.amounts]).toEqual([4, 4]);
});

it('finds nothing in a table of an engine that names its columns otherwise', () => {
  expect(cashFlowsOf(table({ dividends: [1, 2] }))).toBeNull();
});

it('reads discounted flows by their own names', () => {
  const mixed = table({ premiums: [5, 4], discounted_premiums: [4, 3], discounted_net: [4, 3] });
  const flows = cashFlowsOf(mixed, 'discounted_')!;
  expect(flows.components.map(({ label, amounts }) => [label, ...amounts])).toEqual([
    ['Premiums', 4, 3],
  ]);
  expect([...flows.net!.amounts]).toEqual([4, 3]);
  expect(cashFlowsOf(table({ premiums: [5, 4] }), 'discounted_')).toBeNull();
});
