/** The tree of I3 over ranges of units, however it is cut and in whatever order they come. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UnitRange } from '../../contracts/wire/task.ts';
import { SubtreeMerge } from './subtree-merge.ts';
import { TreeStack } from './tree-stack.ts';

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

const units = fc.array(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), {
  minLength: 1,
  maxLength: 200,
});
const choices = fc.infiniteStream(fc.nat(1_000_000));
type Choices = fc.Stream<number>;

function next(random: Choices): number {
  return random.next().value!;
}

/** The tree cut at random: a range is one piece or its two halves. */
function cut({ begin, count }: UnitRange, total: number, random: Choices): UnitRange[] {
  if (begin >= total) return [];
  if (count === 1 || next(random) % 3 === 0) return [{ begin, count }];
  const half = count / 2;
  const right = { begin: begin + half, count: half };
  return [...cut({ begin, count: half }, total, random), ...cut(right, total, random)];
}

function shuffled<T>(items: readonly T[], random: Choices): T[] {
  const keyed = items.map((item) => ({ item, key: next(random) }));
  return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}

function whole(total: number): UnitRange {
  return { begin: 0, count: 2 ** Math.ceil(Math.log2(total)) };
}

function sumOf(values: readonly number[], { begin, count }: UnitRange): Box {
  return { value: sumByStack(values.slice(begin, begin + count)) };
}

function covered({ begin, count }: UnitRange, total: number): number[] {
  return Array.from({ length: Math.min(count, total - begin) }, (_, unit) => begin + unit);
}

describe('subtrees of any sizes', () => {
  test('in any order of arrival give the bits of the tree over units', () => {
    fc.assert(
      fc.property(units, choices, (values, random) => {
        const merge = new SubtreeMerge<Box>(values.length, addBox);
        for (const range of shuffled(cut(whole(values.length), values.length, random), random)) {
          expect(merge.root).toBeNull();
          merge.insert(range, sumOf(values, range));
        }
        expect(merge.root!.value).toBe(sumByStack(values));
      }),
    );
  });

  test('are told apart from those that are missing, which are subtrees too', () => {
    fc.assert(
      fc.property(units, choices, (values, random) => {
        const total = values.length;
        const ranges = shuffled(cut(whole(total), total, random), random);
        const there = ranges.slice(0, next(random) % (ranges.length + 1));
        const merge = new SubtreeMerge<Box>(total, addBox);
        for (const range of there) merge.insert(range, sumOf(values, range));
        const all = [...there, ...merge.missing].flatMap((range) => covered(range, total));
        expect(all.toSorted((a, b) => a - b)).toEqual(covered(whole(total), total));
        for (const range of merge.missing) merge.insert(range, sumOf(values, range));
        expect(merge.root!.value).toBe(sumByStack(values));
        expect(merge.missing).toEqual([]);
      }),
    );
  });

  test('missing ones are multiples of the grain that all were cut to', () => {
    const merge = new SubtreeMerge<Box>(100, addBox);
    merge.insert({ begin: 16, count: 8 }, { value: 1 });
    merge.insert({ begin: 32, count: 32 }, { value: 1 });
    merge.insert({ begin: 64, count: 32 }, { value: 1 });
    expect(merge.missing).toEqual([
      { begin: 0, count: 16 },
      { begin: 24, count: 8 },
      { begin: 96, count: 32 },
    ]);
  });

  test('wait for no more than a neighbour: what has come is one sum as soon as it can be', () => {
    const added: string[] = [];
    const merge = new SubtreeMerge<string>(6, (left, right) => void added.push(left + right));
    merge.insert({ begin: 2, count: 1 }, 'c');
    merge.insert({ begin: 4, count: 4 }, 'e');
    merge.insert({ begin: 3, count: 1 }, 'd');
    merge.insert({ begin: 0, count: 2 }, 'a');
    expect(added).toEqual(['cd', 'ac', 'ae']);
  });
});

describe('what is no part of the tree is refused', () => {
  const merge = (): SubtreeMerge<Box> => {
    const some = new SubtreeMerge<Box>(20, addBox);
    some.insert({ begin: 4, count: 4 }, { value: 1 });
    some.insert({ begin: 8, count: 1 }, { value: 1 });
    return some;
  };

  test.each([
    { range: { begin: 2, count: 4 }, says: 'no subtree' },
    { range: { begin: 0, count: 3 }, says: 'no subtree' },
    { range: { begin: 0, count: 0 }, says: 'no subtree' },
    { range: { begin: 20, count: 4 }, says: 'no subtree' },
    { range: { begin: -4, count: 4 }, says: 'no subtree' },
    { range: { begin: 4, count: 4 }, says: '4 to 8 were there' },
    { range: { begin: 6, count: 2 }, says: '4 to 8 were there' },
    { range: { begin: 0, count: 8 }, says: '4 to 8 were there' },
    { range: { begin: 8, count: 8 }, says: '8 to 9 were there' },
    { range: { begin: 0, count: 32 }, says: 'were there' },
  ])('$range: $says', ({ range, says }) => {
    expect(() => merge().insert(range, { value: 1 })).toThrow(says);
  });

  test('once all has come', () => {
    const full = new SubtreeMerge<Box>(5, addBox);
    full.insert({ begin: 0, count: 8 }, { value: 1 });
    expect(() => full.insert({ begin: 4, count: 1 }, { value: 1 })).toThrow('were there');
  });
});
