import { describe, expect, test } from 'vitest';
import { framePayloadBytes } from '../../contracts/wire/stream-frame.ts';
import { MessageRate } from './message-rate.ts';
import { StreamTurns } from './stream-turns.ts';

const stream = (number: number, frames: number, windowFrames: number | null = null) => ({
  stream: number,
  jobId: 'j',
  table: 't',
  sizeBytes: frames * framePayloadBytes,
  nextSequence: 0,
  windowFrames,
});

/** The streams that have their turn, one frame each, until all must wait or are over. */
function taken(turns: StreamTurns): string {
  let order = '';
  for (let sent = turns.take(); sent !== null; sent = turns.take()) {
    order += sent.stream;
    if (sent.next === sent.frames) turns.drop(sent.stream);
    else sent.next++;
  }
  return order;
}

describe('streams of a socket', () => {
  test('have their turns one after the other, a short one does not wait for a long one', () => {
    const turns = new StreamTurns();
    for (const [number, frames] of [4, 1, 2].entries()) turns.add(stream(number, frames));
    expect(taken(turns)).toBe('0120120200');
    expect(turns.isEmpty).toBe(true);
  });

  test('stop at their window, and only they', () => {
    const turns = new StreamTurns();
    turns.add(stream(0, 4, 2));
    turns.add(stream(1, 3));
    expect(taken(turns)).toBe('010111');
    turns.acknowledge(0, 0);
    expect(taken(turns)).toBe('0');
    turns.acknowledge(0, 2);
    expect(taken(turns)).toBe('00');
  });

  test('do not take what was not sent for acknowledged, and forget nothing by an older one', () => {
    const turns = new StreamTurns();
    turns.add(stream(0, 4, 2));
    taken(turns);
    expect(() => turns.acknowledge(0, 2)).toThrow('before it was sent');
    turns.acknowledge(0, 1);
    turns.acknowledge(0, 0);
    expect(taken(turns)).toBe('000');
    turns.acknowledge(0, 99);
  });
});

test('a second’s worth of messages may come at once, then one for each part of a second', () => {
  const rate = new MessageRate(100, 0);
  const waits = Array.from({ length: 102 }, () => rate.count(0));
  expect(waits.slice(98)).toEqual([0, 0, 10, 20]);
  expect(rate.count(1020)).toBe(0);
});
