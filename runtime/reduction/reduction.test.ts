import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { treeSum } from './tree-sum.ts';
import { TreeStack } from './tree-stack.ts';

/** The tree of I3 as its definition reads, to hold the others against. */
function reference(values: readonly number[]): number {
  if (values.length === 1) return values[0]!;
  const parents: number[] = [];
  for (let index = 0; index < values.length; index += 2) {
    const right = values[index + 1];
    parents.push(right === undefined ? values[index]! : values[index]! + right);
  }
  return reference(parents);
}

/** A number in a box, so that it can be added to in place. */
type Box = { value: number };
const addBox = (left: Box, right: Box): void => void (left.value += right.value);

function sumByStack(values: readonly number[]): number {
  const slots = Array.from({ length: TreeStack.slotCount(values.length) }, () => ({ value: 0 }));
  const stack = new TreeStack<Box>(slots, addBox);
  for (const value of values) {
    stack.next().value = value;
    stack.push();
  }
  return stack.finish().value;
}

const numbers = fc.array(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), {
  minLength: 1,
  maxLength: 300,
});

describe('the reduction tree (I3)', () => {
  test('a different order of additions does change the last bits, so these tests can fail', () => {
    const values = Array.from({ length: 100 }, (_, index) => 1 / (index + 1));
    const leftToRight = values.reduce((sum, value) => sum + value, 0);
    expect(leftToRight).not.toBe(reference(values));
  });

  test('the stack adds as the tree does, for every length', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        expect(sumByStack(values)).toBe(reference(values));
      }),
    );
  });

  test('sums over scenarios are tiles of 64 left to right, then the tree', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const tiles: number[] = [];
        for (let begin = 0; begin < values.length; begin += 64) {
          tiles.push(values.slice(begin, begin + 64).reduce((sum, value) => sum + value, 0));
        }
        expect(treeSum(values.length, (index) => values[index]!)).toBe(reference(tiles));
      }),
    );
  });
});
