import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { isTraceparent, newTraceparent, traceparentOf } from './trace-context.ts';

const given = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

function requestWith(traceparent?: string): IncomingMessage {
  return { headers: { traceparent } } as unknown as IncomingMessage;
}

it('is the client’s where it has one', () => {
  expect(traceparentOf(requestWith(given))).toBe(given);
});

it.each([
  undefined,
  'nonsense',
  given.replace('00-', 'ff-'),
  given.toUpperCase(),
  `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
  `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`,
])('is made where the client’s is %o', (traceparent) => {
  const made = traceparentOf(requestWith(traceparent));
  expect(made).not.toBe(traceparent);
  expect(isTraceparent(made)).toBe(true);
});

it('is another each time it is made', () => {
  expect(newTraceparent()).not.toBe(newTraceparent());
});
