import { expect, it, vi } from 'vitest';
import { InProcessQueue } from '../../fleet/queue/in-process-queue.ts';
import type { JobRecord } from '../store/job-store.ts';
import { JobWatcher } from './job-watcher.ts';

const hour = 3_600_000;

function watching(pollMs = hour) {
  const queue = new InProcessQueue({ ackWaitMs: 1000 });
  let stored = { id: 'job', state: 'RUNNING', version: 1 } as JobRecord;
  const anyJob = vi.fn<() => Promise<JobRecord>>(() => Promise.resolve(stored));
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const watcher = new JobWatcher({ store: { anyJob }, queue, pollMs, onError });
  const change = (state: JobRecord['state']): JobRecord =>
    (stored = { ...stored, state, version: stored.version + 1 });
  const tell = (): void => queue.announce({ kind: 'job', jobId: 'job' });
  return { watcher, anyJob, errors, change, tell, job: () => stored };
}

it('reads a job once, however many follow it', async () => {
  const { watcher, anyJob, change, tell, job } = watching();
  const listeners = Array.from({ length: 1000 }, () => vi.fn<() => void>());
  for (const listener of listeners) watcher.follow(job()).subscribe(listener);
  await expect.poll(() => anyJob).toHaveBeenCalled();
  const before = anyJob.mock.calls.length;
  change('COMPLETED');
  tell();
  await expect.poll(() => listeners.at(-1)).toHaveBeenCalledOnce();
  expect(anyJob.mock.calls.length - before).toBeLessThanOrEqual(2);
  for (const listener of listeners) expect(listener).toHaveBeenCalledOnce();
});

it('finds out what nobody told', async () => {
  const { watcher, change, job } = watching(5);
  const ended = watcher.untilEnded(job(), new AbortController().signal);
  change('FAILED');
  expect((await ended).state).toBe('FAILED');
});

it('forgets a job that nobody follows any more', async () => {
  const { watcher, job } = watching();
  const [one, other] = [watcher.follow(job()), watcher.follow(job())];
  one[Symbol.dispose]();
  expect(watcher.size).toBe(1);
  other[Symbol.dispose]();
  expect(watcher.size).toBe(0);
});

it('goes on when the store did not answer', async () => {
  const { watcher, anyJob, errors, change, tell, job } = watching();
  anyJob.mockRejectedValueOnce(new Error('away'));
  const ended = watcher.untilEnded(job(), new AbortController().signal);
  await expect.poll(() => errors).toHaveLength(1);
  change('COMPLETED');
  tell();
  expect((await ended).state).toBe('COMPLETED');
});
