import { describe, expect, test } from 'vitest';
import { Stepping } from './stepping.ts';

/** A stepping whose nodes come to their borders as told: `before a`, `after a`. */
function course(drives: Record<string, string[]> = {}) {
  const stepping = new Stepping();
  stepping.open(new Map(Object.entries(drives)));
  const come = (...borders: string[]): string[] =>
    borders.map((border) => {
      const [at, node] = border.split(' ') as ['before' | 'after', string];
      return `${border}: ${stepping.arrive(at, node) ? 'passes' : 'waits'}`;
    });
  const released = (waiting: ReturnType<Stepping['resume']>): string[] =>
    waiting.map(({ at, node }) => `${at} ${node}`);
  return {
    stepping,
    come,
    step: (inside: string | null = null) => released(stepping.step(inside)),
    resume: () => released(stepping.resume()),
  };
}

describe('a run that is free', () => {
  test('passes every border', () => {
    const { come } = course();
    expect(come('before a', 'after a')).toEqual(['before a: passes', 'after a: passes']);
  });

  test.each([
    { at: 'before', waits: ['before a: waits'] },
    { at: 'after', waits: ['before a: passes', 'after a: waits'] },
  ] as const)('is held by a breakpoint $at a node, and goes on to the next time', (row) => {
    const { stepping, come, resume } = course();
    stepping.breakpoints.set('a', { at: row.at, isOnce: false });
    expect(come('before a', 'after a').slice(0, row.waits.length)).toEqual(row.waits);
    expect(stepping.isHeld).toBe(true);
    resume();
    expect(stepping.isHeld).toBe(false);
    expect(stepping.breakpoints.size).toBe(1);
  });

  test('is held once by a breakpoint that is for once', () => {
    const { stepping, come, resume } = course();
    stepping.breakpoints.set('a', { at: 'both', isOnce: true });
    expect(come('before a')).toEqual(['before a: waits']);
    expect(resume()).toEqual(['before a']);
    expect(come('after a', 'before a')).toEqual(['after a: passes', 'before a: passes']);
  });
});

describe('a step', () => {
  test('lets the node that waits before go to the border after it', () => {
    const { stepping, come, step } = course();
    stepping.pause();
    come('before a');
    expect(step()).toEqual(['before a']);
    expect(stepping.flights).toEqual(['a']);
    expect(come('after a')).toEqual(['after a: waits']);
    expect(stepping.isHeld).toBe(true);
  });

  test('from the border after a node runs the next one', () => {
    const { stepping, come, step } = course();
    stepping.pause();
    come('before a');
    step();
    come('after a');
    expect(step()).toEqual(['after a']);
    expect(come('before b', 'after b')).toEqual(['before b: passes', 'after b: waits']);
  });

  test('lets one of several nodes go that come at once', () => {
    const { stepping, come, step } = course();
    stepping.pause();
    expect(come('before a', 'before b')).toEqual(['before a: waits', 'before b: waits']);
    expect(step()).toEqual(['before a']);
    expect(come('before c', 'after a')).toEqual(['before c: waits', 'after a: waits']);
    expect(step()).toEqual(['before b']);
  });

  test('from inside a node runs it to its end', () => {
    const { stepping, come, step } = course();
    come('before a');
    stepping.pause();
    expect(step('a')).toEqual([]);
    expect(stepping.isHeld).toBe(false);
    expect(come('after a')).toEqual(['after a: waits']);
  });

  test('of a solver runs what it drives, to the border after the solver', () => {
    const { stepping, come, step } = course({ solver: ['projection'] });
    stepping.pause();
    come('before solver');
    step();
    expect(come('before projection', 'after projection')).toEqual([
      'before projection: passes',
      'after projection: passes',
    ]);
    expect(come('after solver')).toEqual(['after solver: waits']);
  });

  test('of what a solver drives ends after it, and the next one begins with the next node', () => {
    const { stepping, come, step } = course({ solver: ['projection'] });
    stepping.breakpoints.set('projection', { at: 'before', isOnce: true });
    expect(come('before solver', 'before projection')).toEqual([
      'before solver: passes',
      'before projection: waits',
    ]);
    expect(step()).toEqual(['before projection']);
    expect(come('after projection')).toEqual(['after projection: waits']);
    expect(step()).toEqual(['after projection']);
    expect(come('after solver')).toEqual(['after solver: waits']);
  });

  test('stops at a breakpoint on its way', () => {
    const { stepping, come, step } = course({ solver: ['projection'] });
    stepping.breakpoints.set('projection', { at: 'after', isOnce: false });
    stepping.pause();
    come('before solver');
    step();
    expect(come('before projection', 'after projection')).toEqual([
      'before projection: passes',
      'after projection: waits',
    ]);
  });
});

test('resuming lets all go that wait', () => {
  const { stepping, come, resume } = course();
  stepping.pause();
  come('before a', 'before b');
  expect(resume()).toEqual(['before a', 'before b']);
  expect(come('after a', 'after b')).toEqual(['after a: passes', 'after b: passes']);
});
