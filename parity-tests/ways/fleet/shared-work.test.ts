import { expect, test } from 'vitest';
import type { TaskOutcome } from '../../../contracts/wire/task.ts';
import { checkShared } from './shared-work.ts';

function advance(worker: string) {
  return { kind: 'advance', stage: 0, outcome: { worker } as TaskOutcome } as const;
}

function chunk(stage: number, worker: string | null) {
  const outcome = worker === null ? null : ({ worker } as TaskOutcome);
  return { kind: 'chunk', stage, outcome } as const;
}

test('chunks of two workers in one stage are shared work of every kind', () => {
  const tasks = [advance('A'), chunk(0, 'A'), chunk(0, 'B')];
  checkShared(tasks, 'stage');
  checkShared(tasks, 'job');
});

test('a job is shared where one worker runs the chunks of what another has reached', () => {
  const tasks = [advance('A'), chunk(0, 'B'), advance('A'), chunk(1, 'B')];
  checkShared(tasks, 'job');
  expect(() => checkShared(tasks, 'stage')).toThrow('1 by 1, 1 by 1. It was not spread');
});

test('a stage is not shared where workers have one each', () => {
  const tasks = [advance('A'), chunk(0, 'B'), advance('B'), chunk(1, 'A')];
  expect(() => checkShared(tasks, 'stage')).toThrow('4 tasks, done by 2 workers');
});

test.each([
  ['no chunk', [advance('A'), advance('B')], 'their workers: none'],
  ['one worker', [advance('A'), chunk(0, 'A'), chunk(0, 'A')], '3 tasks, done by 1 workers'],
  ['a chunk without an answer', [advance('A'), chunk(0, null), advance('B')], 'none'],
])('%s is no shared job', (_, tasks, said) => {
  expect(() => checkShared(tasks, 'job')).toThrow(said);
});
