import { describe, expect, test } from 'vitest';
import { isGood, reportText, type ChaosReport } from './report.ts';

const good: ChaosReport = {
  seed: 7,
  seconds: 61.4,
  faults: new Map([
    ['worker killed', 3],
    ['gateway killed', 12],
  ]),
  jobs: [
    { kind: 'small', jobId: 'job-1', complaint: null },
    { kind: 'spread', jobId: 'job-2', complaint: null },
  ],
  leftovers: '',
  orphans: [],
  notMended: [],
  notStruck: ['disk for objects full (no tmpfs can be mounted here)'],
};

describe('the report of chaos', () => {
  test('counts faults by kind and jobs, and says what could not be struck', () => {
    expect(isGood(good)).toBe(true);
    expect(reportText(good)).toBe(`seed 7, 61 s

   12  gateway killed
    3  worker killed
   15  faults
       not struck: disk for objects full (no tmpfs can be mounted here)

    1  small
    1  spread
    2  jobs
    0  of them lost, stuck, reported twice or with another result

left behind: nothing
orphans: none
good
`);
  });

  test.each<[string, Partial<ChaosReport>, string]>([
    [
      'a job with another result',
      { jobs: [{ kind: 'small', jobId: 'job-1', complaint: 'its result hash is x' }] },
      'small job-1: its result hash is x',
    ],
    ['what was left behind', { leftovers: '3 tasks' }, 'left behind: 3 tasks'],
    ['what stayed broken', { notMended: ['no start'] }, 'not mended: no start'],
    ['an orphan', { orphans: ['17 node worker/main.ts'] }, 'orphans: 17 node worker/main.ts'],
  ])('is not good with %s', (_, wrong, told) => {
    const report = { ...good, ...wrong };
    expect(isGood(report)).toBe(false);
    expect(reportText(report)).toContain(told);
    expect(reportText(report)).toContain('NOT good');
  });
});
