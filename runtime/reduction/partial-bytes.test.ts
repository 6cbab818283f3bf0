import { expect, test } from 'vitest';
import type { SumColumn } from '../../contracts/wire/task.ts';
import { addPartial } from './partial.ts';
import { packSums, sumsLayout, viewSums } from './partial-bytes.ts';

const columns: readonly SumColumn[] = [
  { type: 'f64', length: 3 },
  { type: 'u32', length: 17 },
  { type: 'i32', length: 1 },
];
const sums = [
  Float64Array.of(1.5, -0, 2 ** -1074),
  Uint32Array.from({ length: 17 }, (_, index) => 2 ** 31 + index),
  Int32Array.of(-7),
];

test('columns lie side by side, each at a multiple of 64, with zeros between', () => {
  const layout = sumsLayout(columns);
  expect(layout.columns.map(({ offset }) => offset)).toEqual([0, 64, 192]);
  const bytes = packSums(columns, sums);
  expect(bytes.length).toBe(256);
  expect([...bytes.subarray(24, 64), ...bytes.subarray(196)]).toEqual(new Array(100).fill(0));
});

test('come back as they were packed, also from an odd place in a message', () => {
  const message = new Uint8Array(1 + 256);
  message.set(packSums(columns, sums), 1);
  expect(viewSums(columns, message.subarray(1))).toEqual(sums);
});

test('what is added to the views is added to the bytes', () => {
  const bytes = packSums(columns, sums);
  addPartial(viewSums(columns, bytes), sums);
  expect(viewSums(columns, bytes)[2]).toEqual(Int32Array.of(-14));
});

test('other bytes than the columns take are refused', () => {
  expect(() => viewSums(columns, new Uint8Array(192))).toThrow('192 bytes');
});
