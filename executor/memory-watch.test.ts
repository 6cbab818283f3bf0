import { describe, expect, test } from 'vitest';
import { overLimit, residentBytes } from './memory-watch.ts';

const mebibyte = 1024 ** 2;
const limit = 1000 * mebibyte;

function process(name: string, mebibytes: number, sinceMs: number | null) {
  return { name, bytes: mebibytes * mebibyte, sinceMs };
}

describe('with 1,000 MiB allowed', () => {
  test.each([
    {
      what: 'runs that fit together',
      of: [process('a', 500, 1), process('b', 400, 2)],
      ends: null,
    },
    { what: 'an idle process alone', of: [process('idle', 1200, null)], ends: null },
    {
      what: 'a run that is over it',
      of: [process('a', 1001, 1), process('b', 100, 2)],
      ends: { name: 'a', code: 'MEMORY_LIMIT_EXCEEDED' },
    },
    {
      what: 'a run and what idles beside it',
      of: [process('a', 900, 1), process('idle', 200, null)],
      ends: { name: 'idle', code: 'EXECUTOR_LOST' },
    },
    {
      what: 'two runs that are over it together',
      of: [process('a', 600, 1), process('b', 500, 2)],
      ends: { name: 'b', code: 'EXECUTOR_LOST' },
    },
  ])('$what: ends $ends.name', ({ of, ends }) => {
    const over = overLimit(of, limit);
    const found = over && { name: over.process.name, code: over.error.code };
    expect(found).toEqual(ends);
  });

  test('the error says what was taken and what is allowed', () => {
    const { error } = overLimit([process('a', 1234, 1)], limit)!;
    expect(error.message).toContain('took 1,234 MiB');
    expect(error.message).toContain('allows a run 1,000 MiB (MAX_MEMORY_MB)');
  });
});

test.runIf(globalThis.process.platform === 'linux')('what this process takes is told', () => {
  const { rss } = globalThis.process.memoryUsage();
  const found = residentBytes(globalThis.process.pid)!;
  expect(found / rss).toBeGreaterThan(0.5);
  expect(found / rss).toBeLessThan(2);
});

test('of a process that is gone nothing is told', () => {
  expect(residentBytes(2 ** 30)).toBeNull();
});
