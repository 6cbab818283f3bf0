import { describe, expect, it } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import { connectionTo, type Connection } from './connection.ts';
import { Retryable, retryAfterMs, retrying } from './retrying.ts';

const busy = new LiveCalcError('RATE_LIMITED', 'Busy.');
const { signal } = new AbortController();

/** A connection whose pauses are written down instead of waited. */
function recording(pauses: number[], random = 0.5): Connection {
  const pause = (ms: number): Promise<void> => Promise.resolve(void pauses.push(ms));
  return connectionTo('https://am.test', signal, { attempts: 4, random: () => random, pause });
}

describe('an action that may be tried again', () => {
  it('waits twice as long each time, and ends with the last error', async () => {
    const pauses: number[] = [];
    const action = (): Promise<never> => Promise.reject(new Retryable(busy));
    await expect(retrying(recording(pauses), action)).rejects.toBe(busy);
    expect(pauses).toEqual([150, 300, 600]);
  });

  it('waits as long as it is asked to', async () => {
    const pauses: number[] = [];
    const answers = [new Retryable(busy, 7000), new Retryable(busy, 0)];
    const action = (): Promise<string> => {
      const error = answers.shift();
      return error === undefined ? Promise.resolve('done') : Promise.reject(error);
    };
    await expect(retrying(recording(pauses), action)).resolves.toBe('done');
    expect(pauses).toEqual([7000, 300]);
  });

  it('is given up at once where it would have to wait for very long', async () => {
    const pauses: number[] = [];
    const action = (): Promise<never> => Promise.reject(new Retryable(busy, 3_600_000));
    await expect(retrying(recording(pauses), action)).rejects.toBe(busy);
    expect(pauses).toEqual([]);
  });

  it('is not tried again after any other error', async () => {
    let attempts = 0;
    const missing = new LiveCalcError('NOT_FOUND', 'Nothing there.');
    const action = (): Promise<never> => {
      attempts++;
      return Promise.reject(missing);
    };
    await expect(retrying(recording([]), action)).rejects.toBe(missing);
    expect(attempts).toBe(1);
  });
});

it.each([
  ['3', 3000],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 8000],
  ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
  ['soon', null],
  [null, null],
])('Retry-After %s is %s ms, two seconds after 1970 began', (header, ms) => {
  expect(retryAfterMs(header, 2000)).toBe(ms);
});

describe('the address of a manager', () => {
  it.each([
    ['https://am.example.com/base/', 'https://am.example.com/base'],
    ['http://127.0.0.1:8400', 'http://127.0.0.1:8400'],
    ['http://[::1]:8400/', 'http://[::1]:8400'],
  ])('may be %s', (url, used) => {
    expect(connectionTo(url, signal).url).toBe(used);
  });

  it.each([
    'http://am.example.com',
    'https://ada:hunter2@am.example.com',
    'https://am.example.com/?token=hunter2',
    'ftp://am.example.com',
    'am.example.com',
  ])('is not %s, and what it was is not repeated', (url) => {
    expect(() => connectionTo(url, signal)).toThrow(
      /^The address of the Assumptions Manager cannot be used\. Expected an https address \(http only on loopback\)/,
    );
  });
});
