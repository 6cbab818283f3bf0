import { expect, test } from 'vitest';
import { parseDebugLine } from './debug-line.ts';

test.each([
  ['', { do: 'nothing' }],
  ['  R ', { do: 'run' }],
  ['continue', { do: 'run' }],
  ['s', { do: 'step' }],
  ['q', { do: 'quit' }],
  ['?', { do: 'help' }],
  ['b', { do: 'break', node: null, at: 'before' }],
  ['break esg', { do: 'break', node: 'esg', at: 'before' }],
  ['b esg off', { do: 'break', node: 'esg', at: 'off' }],
  ['i', { do: 'inspect', name: null, rows: { from: 0, to: 10 } }],
  ['i results/x.npv', { do: 'inspect', name: 'results/x.npv', rows: { from: 0, to: 10 } }],
  ['i x.npv 5:8', { do: 'inspect', name: 'x.npv', rows: { from: 5, to: 8 } }],
  ['i x.npv 5:', { do: 'inspect', name: 'x.npv', rows: { from: 5, to: null } }],
  ['i x.npv :3', { do: 'inspect', name: 'x.npv', rows: { from: 0, to: 3 } }],
  ['i x.npv 7', { do: 'inspect', name: 'x.npv', rows: { from: 7, to: 8 } }],
])('"%s" is %j', (text, line) => {
  expect(parseDebugLine(text)).toEqual(line);
});

test.each([
  ['walk', 'is no command'],
  ['step twice', 'takes nothing after it'],
  ['break esg sometimes', 'before, after, both, off'],
  ['inspect x.npv 5:2', 'is no range'],
  ['inspect x.npv five', 'is no range'],
  ['inspect x.npv 1:2 3', 'was found after them'],
])('"%s" is answered with: %s', (text, words) => {
  expect(() => parseDebugLine(text)).toThrow(
    expect.objectContaining({
      code: 'ARGUMENT_INVALID',
      message: expect.stringContaining(words) as string,
    }),
  );
});
