import { expect, test } from 'vitest';
import { DebuggedRun } from './debugged-run.ts';

test('A run that stands longer than it may is told to end, and one that goes on is not', async () => {
  const run = new DebuggedRun(true, 20);
  void run.observer.beforeNode('projection');
  const stops = Promise.withResolvers<void>();
  run.signal.addEventListener('abort', () => stops.resolve());
  await stops.promise;
  expect(run.signal.reason).toMatchObject({
    code: 'CANCELLED',
    message: expect.stringContaining('was paused for 0.02 seconds') as string,
  });
});

test('Whoever waits for a stand is answered when the run is at its end', async () => {
  const run = new DebuggedRun(false);
  const stands = run.do({ do: 'pause' });
  run.end();
  expect(await stands).toEqual({ is: 'running' });
});
