import { expect, test } from 'vitest';
import { LossWatch, type WatchedTask } from './loss-watch.ts';

const task: WatchedTask = {
  taskId: 'task',
  attempts: 1,
  runningAt: [],
  drainingAt: [],
  isQueued: true,
};
const missing = { ...task, isQueued: false };
const atA = { ...missing, runningAt: ['a'] };
const atB = { ...missing, runningAt: ['b'] };
const nobody = (): boolean => false;
const none = new Map();

test('a task that waits in the queue or runs is not lost', () => {
  const watch = new LossWatch(100);
  expect(watch.look([task], nobody, 0)).toEqual(none);
  expect(watch.look([atA], nobody, 1000)).toEqual(none);
  expect(watch.look([{ ...task, isQueued: true }], nobody, 2000)).toEqual(none);
});

test('what nobody has is lost after a while, if a worker had begun it', () => {
  const watch = new LossWatch(100);
  watch.look([atA], nobody, 0);
  expect(watch.look([missing], nobody, 10)).toEqual(none);
  expect(watch.look([missing], nobody, 109)).toEqual(none);
  expect(watch.look([missing], nobody, 110)).toEqual(new Map([['task', 'lost']]));
});

test('what no worker had begun was forgotten by the queue', () => {
  const watch = new LossWatch(100);
  watch.look([missing], nobody, 0);
  expect(watch.look([missing], nobody, 100)).toEqual(new Map([['task', 'preempted']]));
});

test('what a living worker had was reported, and is waited for longer', () => {
  const watch = new LossWatch(100);
  watch.look([atA], (worker) => worker === 'a', 0);
  watch.look([missing], (worker) => worker === 'a', 10);
  expect(watch.look([missing], (worker) => worker === 'a', 200)).toEqual(none);
  const losses = watch.look([missing], (worker) => worker === 'a', 410);
  expect(losses).toEqual(new Map([['task', 'preempted']]));
});

test('a second worker at the same task means that the first was lost, once', () => {
  const watch = new LossWatch(100);
  watch.look([atA], nobody, 0);
  expect(watch.look([atB], nobody, 10)).toEqual(new Map([['task', 'lost']]));
  const counted = { attempts: 2 };
  expect(watch.look([{ ...atB, ...counted }], nobody, 20)).toEqual(none);
  const both = { ...atB, ...counted, runningAt: ['a', 'b'] };
  expect(watch.look([both], nobody, 30)).toEqual(none);
});

test('a worker that drains, or gave a task back, has not lost it', () => {
  const watch = new LossWatch(100);
  watch.look([{ ...atA, drainingAt: ['a'] }], nobody, 0);
  expect(watch.look([atB], nobody, 10)).toEqual(none);
  watch.gaveBack('task');
  expect(watch.look([atA], nobody, 20)).toEqual(none);
});
