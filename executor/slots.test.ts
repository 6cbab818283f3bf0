import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

const nobody = new AbortController().signal;

/** Names in the order in which they got a slot. */
function queue(slots: Slots): {
  order: string[];
  ask: (name: string, signal?: AbortSignal, first?: boolean) => Promise<void>;
} {
  const order: string[] = [];
  const ask = async (name: string, signal = nobody, first = false): Promise<void> => {
    await slots.take(signal, first);
    order.push(name);
  };
  return { order, ask };
}

test('whoever asks first goes first', async () => {
  const slots = new Slots(1);
  const { order, ask } = queue(slots);
  const all = ['a', 'b', 'c'].map((name) => ask(name));
  await all[0];
  expect(order).toEqual(['a']);
  slots.free();
  slots.free();
  await Promise.all(all);
  expect(order).toEqual(['a', 'b', 'c']);
});

test('whoever gives up is passed over', async () => {
  const slots = new Slots(1);
  const { order, ask } = queue(slots);
  const stop = new AbortController();
  await ask('a');
  const b = ask('b', stop.signal);
  const c = ask('c');
  stop.abort(new Error('enough'));
  await expect(b).rejects.toThrow('enough');
  slots.free();
  await c;
  expect(order).toEqual(['a', 'c']);
});

test('an aborted signal takes no slot', async () => {
  const slots = new Slots(1);
  await expect(slots.take(AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  await slots.take(nobody);
});

test('whoever may go first goes before all who wait', async () => {
  const slots = new Slots(1);
  const { order, ask } = queue(slots);
  expect(slots.tryTake()).toBe(true);
  expect(slots.tryTake()).toBe(false);
  const all = [ask('a'), ask('b'), ask('first', nobody, true)];
  for (const one of [all[2], all[0], all[1]]) {
    slots.free();
    await one;
  }
  expect(order).toEqual(['first', 'a', 'b']);
  slots.free();
  expect(slots.tryTake()).toBe(true);
});

test('whoever was given a slot keeps it, however soon the signal is aborted', async () => {
  const slots = new Slots(1);
  const stop = new AbortController();
  await slots.take(nobody);
  const given = slots.take(stop.signal);
  slots.free();
  stop.abort(new Error('too late'));
  await given;
  expect(slots.tryTake()).toBe(false);
});
