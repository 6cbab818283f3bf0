import { expect, it } from 'vitest';
import { DiskRoom, type Holding } from './disk-room.ts';

/** Holdings of 10 bytes that nobody uses any more, and the names of those that were removed. */
function filledRoom(names: readonly string[]): {
  room: DiskRoom;
  removed: string[];
  holdings: Map<string, Holding>;
} {
  const room = new DiskRoom(100);
  const removed: string[] = [];
  const holdings = new Map<string, Holding>();
  for (const name of names) {
    const holding = room.hold(() => removed.push(name));
    holding.grow(10);
    holding.leave();
    holdings.set(name, holding);
  }
  return { room, removed, holdings };
}

it('takes away what was not used for the longest time', () => {
  const { room, removed, holdings } = filledRoom(['a', 'b', 'c']);
  holdings.get('a')!.use();
  holdings.get('a')!.leave();
  room.hold(() => {}).grow(85);
  expect(removed).toEqual(['b', 'c']);
  expect(room.usedBytes).toBe(95);
});

it('leaves what is in use, and says so where nothing else can give way', () => {
  const { room, removed, holdings } = filledRoom(['a', 'b']);
  holdings.get('a')!.use();
  const wanted = room.hold(() => {});
  expect(() => wanted.grow(95)).toThrow(expect.objectContaining({ code: 'STORAGE_FULL' }));
  expect(removed).toEqual(['b']);
  expect(room.usedBytes).toBe(10);
});

it('gives back the bytes of what is removed, once', () => {
  const { room, removed, holdings } = filledRoom(['a']);
  holdings.get('a')!.remove();
  holdings.get('a')!.remove();
  expect(removed).toEqual(['a']);
  expect(room.usedBytes).toBe(0);
});
