import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FairWindow, laneRoom, type Claim } from './fair-window.ts';

function claim(jobId: string, differences: Partial<Claim> = {}): Claim {
  return { jobId, tenant: jobId[0]!, createdAt: 0, inFlight: 0, available: 1, ...differences };
}

test('10,000 chunks of one tenant delay a chunk of another by one chunk at most', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 200 }),
      (slots, comesAfter) => {
        const window = new FairWindow();
        const room = laneRoom({ slots, gateways: 1, foreignRunning: 0 });
        const queue: string[] = [];
        const left = { a: 10_000, b: 0 };
        const inFlight = { a: 0, b: 0 };
        let ended = 0;
        let waitedFor = 0;
        for (let step = 0; ; step++) {
          if (step === comesAfter) left.b = 1;
          const claims = [
            claim('a', { inFlight: inFlight.a, available: left.a }),
            claim('b', { inFlight: inFlight.b, available: left.b, createdAt: 1 }),
          ];
          for (const job of window.grants(claims, room) as ('a' | 'b')[]) {
            queue.push(job);
            inFlight[job] += 1;
            left[job] -= 1;
          }
          const running = queue.slice(0, slots);
          if (running.includes('b')) break;
          if (step >= comesAfter) waitedFor += 1;
          // All chunks take the same time: the one that runs longest ends.
          inFlight[queue.shift() as 'a'] -= 1;
          ended += 1;
        }
        // While as many chunks end as there are slots, each slot has done one.
        expect(waitedFor).toBeLessThanOrEqual(slots);
        expect(ended).toBeLessThan(10_000);
      },
    ),
    { numRuns: 100 },
  );
});

test('no more than the room is in flight, but for the first task of each tenant', () => {
  const claims = ['a1', 'b1', 'c1'].map((jobId) => claim(jobId, { available: 9 }));
  expect(new FairWindow().grants(claims, 1)).toEqual(['a1', 'b1', 'c1']);
  expect(new FairWindow().grants(claims, 5)).toEqual(['a1', 'b1', 'c1', 'a1', 'b1']);
});

test('nothing is granted where nobody would take it', () => {
  expect(new FairWindow().grants([claim('a')], 0)).toEqual([]);
});

test('the tenant with the fewest in flight is next, then whoever waits longest for a turn', () => {
  const window = new FairWindow();
  const claims = [claim('a1', { inFlight: 3, available: 9 }), claim('b1', { available: 2 })];
  expect(window.grants(claims, 6)).toEqual(['b1', 'b1', 'a1']);
  expect(window.grants([claim('a1'), claim('b1')], 1)).toEqual(['b1', 'a1']);
});

test('jobs of a tenant share, the oldest first', () => {
  const claims = [
    claim('a2', { createdAt: 2, available: 5 }),
    claim('a1', { createdAt: 1, available: 5 }),
    claim('a3', { createdAt: 0, available: 5, inFlight: 2 }),
  ];
  expect(new FairWindow().grants(claims, 7)).toEqual(['a1', 'a2', 'a1', 'a2', 'a3']);
});

test('gateways share a lane by what they see of each other', () => {
  expect(laneRoom({ slots: 0, gateways: 1, foreignRunning: 0 })).toBe(0);
  expect(laneRoom({ slots: 4, gateways: 1, foreignRunning: 0 })).toBe(7);
  // The other gateway has no work: all of the window.
  expect(laneRoom({ slots: 4, gateways: 2, foreignRunning: 0 })).toBe(7);
  expect(laneRoom({ slots: 4, gateways: 2, foreignRunning: 2 })).toBe(3);
  expect(laneRoom({ slots: 1, gateways: 3, foreignRunning: 1 })).toBe(1);
});
