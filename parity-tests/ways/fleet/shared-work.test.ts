import { expect, test } from 'vitest';
import type { TaskOutcome } from '../../../contracts/wire/task.ts';
import { checkShared } from './shared-work.ts';

function done(kind: 'advance' | 'chunk', worker: string) {
  return { kind, outcome: { worker } as TaskOutcome };
}

test('chunks of two workers are shared work', () => {
  checkShared([done('advance', 'A'), done('chunk', 'A'), done('chunk', 'B')]);
});

test.each([
  ['no chunk', [done('advance', 'A'), done('advance', 'B')], '0 chunks, run by 0 workers'],
  ['chunks of one worker', [done('chunk', 'A'), done('chunk', 'A')], '2 chunks, run by 1 workers'],
  ['a chunk without an answer', [done('chunk', 'A'), { kind: 'chunk', outcome: null }], '1 chunks'],
] as const)('%s is none', (_, tasks, said) => {
  expect(() => checkShared(tasks)).toThrow(said);
});
