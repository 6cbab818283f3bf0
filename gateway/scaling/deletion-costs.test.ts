import { describe, expect, test } from 'vitest';
import { busyForMs, DeletionCosts, type Loads } from './deletion-costs.ts';

const many = 100;

function loads(...entries: readonly (readonly [string, number])[]): Loads {
  return new Map(entries);
}

/** Tells every change at once; gives what was told. */
function tell(costs: DeletionCosts): [string, number][] {
  return costs.changes(many).map((change) => {
    costs.told(change);
    return [change.pod, change.cost];
  });
}

describe('the cost of a pod', () => {
  test('grows with the tasks it runs, and is lowest for one that runs nothing', () => {
    const costs = new DeletionCosts();
    costs.see(loads(['idle', 0], ['one', 1], ['three', 3]), 0);
    expect(tell(costs)).toEqual([
      ['three', 300],
      ['one', 100],
      ['idle', 0],
    ]);
  });

  test('is told once, and again only when it changes', () => {
    const costs = new DeletionCosts();
    costs.see(loads(['a', 1]), 0);
    expect(tell(costs)).toEqual([['a', 100]]);
    costs.see(loads(['a', 1]), 1000);
    expect(tell(costs)).toEqual([]);
    costs.see(loads(['a', 2]), 2000);
    expect(tell(costs)).toEqual([['a', 200]]);
  });

  test('stays while the pod rests between two tasks, and falls when it has nothing for a while', () => {
    const costs = new DeletionCosts();
    costs.see(loads(['a', 1]), 0);
    tell(costs);
    costs.see(loads(['a', 0]), busyForMs - 1);
    expect(tell(costs)).toEqual([]);
    costs.see(loads(['a', 0]), busyForMs);
    expect(tell(costs)).toEqual([['a', 0]]);
  });

  test('is to be told again where telling has failed', () => {
    const costs = new DeletionCosts();
    costs.see(loads(['a', 1]), 0);
    expect(costs.changes(many)).toEqual(costs.changes(many));
    expect(costs.changes(many)).toEqual([{ pod: 'a', cost: 100 }]);
  });

  test('is told even to an idle pod that was never told: another gateway may have called it busy', () => {
    const costs = new DeletionCosts();
    costs.see(loads(['a', 0]), 0);
    expect(costs.changes(many)).toEqual([{ pod: 'a', cost: 0 }]);
  });

  test('is not told of pods that are gone', () => {
    const costs = new DeletionCosts();
    costs.see(loads(['a', 1], ['b', 1]), 0);
    costs.see(loads(['b', 1]), 1000);
    expect(costs.changes(many)).toEqual([{ pod: 'b', cost: 100 }]);
    costs.forget('b');
    expect(costs.changes(many)).toEqual([]);
  });
});

test('no more is told at once than the limit, the largest changes first', () => {
  const costs = new DeletionCosts();
  costs.see(loads(['a', 1], ['b', 4], ['c', 0], ['d', 2]), 0);
  expect(costs.changes(2).map(({ pod }) => pod)).toEqual(['b', 'd']);
});
