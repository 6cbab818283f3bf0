import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planPartial, viewPartial, type PartialLayout } from './partial.ts';
import { UnitSum } from './unit-sum.ts';

const groups = 7;
const stride = 3;
const rowsPerUnit = 4;
const rowAddress = 64 * 100;

/** What a unit does: a different value for every row, added to the row's group. */
function addRows(memory: ArrayBuffer, layout: PartialLayout, at: number, rows: number[][]): void {
  const [flows, total] = viewPartial(memory, layout, at);
  for (const [group, value] of rows as [number, number][]) {
    for (let cell = 0; cell < stride; cell++) flows![group * stride + cell]! += value / (cell + 1);
    total![0]! += value;
  }
}

/** The sum of two units, and that of the two after them in the same memory. */
function sums(rows: number[][], isIndexed: boolean): number[][] {
  const memory = new ArrayBuffer(64 * 200);
  new Uint8Array(memory).fill(0xab);
  new Uint32Array(memory, rowAddress, rows.length).set(rows.map(([group]) => group!));
  const index = { rows: { address: rowAddress, length: rows.length, stride: 1 }, stride };
  const layout = planPartial([
    { type: 'f64', length: groups * stride, index: isIndexed ? index : null },
    { type: 'f64', length: 1, index: null },
  ]);
  const units = [0, 1].map((slot) => new UnitSum(memory, layout, slot * layout.bytes));
  return [0, 2].map((first) => {
    units.forEach((unit, slot) => {
      const begin = (first + slot) * rowsPerUnit;
      unit.begin(begin, begin + rowsPerUnit);
      addRows(memory, layout, slot * layout.bytes, rows.slice(begin, begin + rowsPerUnit));
    });
    units[0]!.add(units[1]!);
    const target = viewPartial(new ArrayBuffer(layout.bytes), layout, 0);
    units[0]!.copyTo(target);
    return target.flatMap((column) => [...column]);
  });
}

test('what rows do not point at is skipped, to the same bits as adding everything', () => {
  const row = fc.tuple(fc.nat(groups - 1), fc.double({ noNaN: true, noDefaultInfinity: true }));
  const count = rowsPerUnit * 4;
  fc.assert(
    fc.property(fc.array(row, { minLength: count, maxLength: count }), (rows) => {
      expect(sums(rows, true)).toEqual(sums(rows, false));
    }),
  );
});
