import { expect, it } from 'vitest';
import type { Job } from '../jobs/job.ts';
import { Metrics } from './metrics.ts';

it('counts every chunk once, also where a lost run has the same stages again', async () => {
  const metrics = new Metrics();
  const job = {} as Job;
  const told = [
    ['generate', 0, 0],
    ['generate', 1, 1],
    ['value', 3, 10],
    ['value', 10, 10],
    ['generate', 1, 1],
    // Its beginning came too soon to be told.
    ['generate', 1, 1],
    ['value', 10, 10],
    ['value', 4, 10],
    ['value', 10, 10],
  ] as const;
  for (const [stage, done, total] of told) {
    metrics.jobEvent(job, { kind: 'progress', progress: { stage, done, total } });
  }
  expect(await metrics.registry.getSingleMetricAsString('livecalc_chunks_total')).toMatch(/ 33$/);
});
