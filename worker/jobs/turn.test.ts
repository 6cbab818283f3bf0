import { expect, it } from 'vitest';
import { Turn } from './turn.ts';

const { signal: never } = new AbortController();

/** Waits for the turn under a name, and says so. */
function waiter(turn: Turn, order: string[], signal = never) {
  return async (name: string, first = false): Promise<void> => {
    await turn.take(signal, first);
    order.push(name);
  };
}

it('is given to one at a time, in the order of asking, those that may go first before them', async () => {
  const turn = new Turn();
  const order: string[] = [];
  const wait = waiter(turn, order);
  expect(turn.tryTake()).toBe(true);
  expect(turn.tryTake()).toBe(false);
  const all = [wait('a'), wait('b'), wait('first', true)];
  for (let times = 0; times < 3; times++) {
    turn.pass();
    await Promise.resolve();
  }
  await Promise.all(all);
  expect(order).toEqual(['first', 'a', 'b']);
  turn.pass();
  expect(turn.tryTake()).toBe(true);
});

it('passes over whoever gave up', async () => {
  const turn = new Turn();
  const order: string[] = [];
  const stop = new AbortController();
  await turn.take(never);
  const given = waiter(turn, order, stop.signal)('given up');
  const kept = waiter(turn, order)('kept');
  stop.abort(new Error('enough'));
  await expect(given).rejects.toThrow('enough');
  turn.pass();
  await kept;
  expect(order).toEqual(['kept']);
  await expect(turn.take(stop.signal)).rejects.toThrow('enough');
});
