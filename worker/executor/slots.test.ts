import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

const nobody = new AbortController().signal;

/** Names in the order in which they got a slot. */
function queue(slots: Slots): {
  order: string[];
  ask: (name: string, signal?: AbortSignal) => Promise<void>;
} {
  const order: string[] = [];
  const ask = async (name: string, signal: AbortSignal = nobody): Promise<void> => {
    await slots.take(signal);
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
