import { expect, test } from 'vitest';
import { LiveCalcError } from '../contracts/errors.ts';
import { fillMatrix } from './matrix.ts';
import { cellLines } from './matrix-text.ts';
import type { OpenWay, Way } from './ways/way.ts';

const one = { name: 'one', about: 'empty', isLarge: false, write: () => Promise.resolve() };

/** What is said of a case that fails in a way. */
async function said(open: Pick<OpenWay, 'lastWords'> | Error): Promise<string> {
  const cause = new Error('the socket was closed');
  const error = new LiveCalcError('EXECUTOR_LOST', 'The process ended.', { found: '9' }, cause);
  const way: Way = {
    name: 'broken',
    about: 'a way that fails',
    unavailable: () => Promise.resolve(null),
    open: () =>
      open instanceof Error
        ? Promise.reject(open)
        : Promise.resolve({
            ...open,
            value: () => Promise.reject(error),
            [Symbol.asyncDispose]: () => Promise.resolve(),
          }),
  };
  const { cells } = await fillMatrix({ cases: [one], ways: [way], deadlineMs: 60_000 });
  return cells.flatMap(cellLines).join('\n');
}

test('a case that fails shows the whole error, then what its way still knows', async () => {
  const text = await said({ lastWords: () => Promise.resolve(['worker: out of memory']) });
  expect(text).toMatch(/^FAILED {3}one by broken: The process ended\.\n/);
  expect(text).toContain("code: 'EXECUTOR_LOST'");
  expect(text).toContain("found: '9'");
  expect(text).toContain('[cause]: Error: the socket was closed');
  expect(text).toMatch(/\n {4}worker: out of memory$/);
});

test('a way that can no longer tell anything hides no failure', async () => {
  const text = await said({ lastWords: () => Promise.reject(new Error('no container')) });
  expect(text).toContain('The process ended.');
  expect(text).toContain('nothing more is known: Error: no container');
});

test('a way that does not open fails its cases', async () => {
  expect(await said(new Error('no port is free'))).toContain('Error: no port is free');
});
