import { expect, test } from 'vitest';
import { aRecord, advanced, chunkDone, headOf } from '../testing/course-records.ts';
import type { OutcomeOf } from '../../../contracts/wire/task.ts';
import type { PretendRun } from '../testing/pretend-run.ts';
import type { JobRecord, NewTask } from '../../store/job-store.ts';
import { JobCourse, type Instruction } from './job-course.ts';

const run: PretendRun = { units: [16], grain: 2, unitMs: 50, sums: [{ type: 'f64', length: 5 }] };
const slots = 2;
const now = 1000;

function courseOf(job: JobRecord): JobCourse {
  return new JobCourse(job, [], () => 1);
}

/** Hands out what there is, up to `count` tasks. */
function handOut(course: JobCourse, count = 100): readonly NewTask[] {
  const { add, publish } = course.take(count, slots);
  course.on({ kind: 'added', tasks: add });
  course.on({ kind: 'published', taskIds: publish.map(({ taskId }) => taskId), at: now });
  return publish;
}

/** Does what is said until nothing is; resolves to what was said. */
function follow(course: JobCourse): readonly string[] {
  const said: string[] = [];
  for (let next = course.next(now); next !== null; next = course.next(now)) {
    said.push(next.kind);
    if (!act(course, next)) return said;
  }
  return said;
}

/** False where the job is over. */
function act(course: JobCourse, instruction: Instruction): boolean {
  const version = course.job.version + 1;
  switch (instruction.kind) {
    case 'plan':
      course.on({ kind: 'moved', job: { ...course.job, planned: instruction.planned, version } });
      return true;
    case 'begin':
      course.on({ kind: 'moved', job: { ...course.job, state: 'RUNNING', version } });
      return true;
    case 'merge':
      course.on({ kind: 'merged', taskId: instruction.outcome.taskId });
      return true;
    case 'product': {
      const { stage } = instruction.stage.frontier;
      course.on({
        kind: 'product',
        product: { stage, sums: null, slices: [], isUndivided: false },
      });
      return true;
    }
    default:
      return false;
  }
}

/** Up to the stage that is spread. */
function atStage(job = aRecord()): JobCourse {
  const course = courseOf(job);
  const [first] = handOut(course);
  course.on({ kind: 'outcome', outcome: advanced(job, run, first!) });
  return course;
}

test('a job begins with one task, and then waits for it', () => {
  const course = courseOf(aRecord());
  expect(course.available(slots)).toBe(1);
  expect(handOut(course).map(({ kind }) => kind)).toEqual(['advance']);
  expect(course.next(now)).toBe(null);
  expect([course.inFlight, course.available(slots)]).toEqual([1, 0]);
});

test('a job that reaches a stage is planned, runs, and hands out chunks', () => {
  const course = atStage();
  expect(follow(course)).toEqual(['plan', 'begin']);
  const ranges = handOut(course).map(({ begin, count }) => `${begin}+${count}`);
  expect(ranges).toEqual(['0+4', '4+2', '6+2', '8+2', '10+2', '12+2', '14+2']);
});

test('chunks are merged as they come, and the product is handed on', () => {
  const course = atStage();
  follow(course);
  const chunks = handOut(course);
  for (const chunk of chunks.toReversed()) {
    course.on({ kind: 'outcome', outcome: chunkDone(course.job, chunk) });
    expect(follow(course)).toEqual(chunk.begin === 0 ? ['merge', 'product'] : ['merge']);
  }
  const [next] = handOut(course);
  expect(next).toMatchObject({ kind: 'advance', stage: 1 });
  course.on({ kind: 'outcome', outcome: advanced(course.job, run, next!) });
  expect(follow(course)).toEqual(['complete']);
});

test('a new lead arrives where the last one stopped, from the rows alone', () => {
  const course = atStage();
  follow(course);
  const chunks = handOut(course, 5);
  for (const chunk of chunks.slice(0, 3)) {
    course.on({ kind: 'outcome', outcome: chunkDone(course.job, chunk) });
  }
  const rebuilt = new JobCourse(course.job, [...course.tasks], () => 1);
  expect(follow(rebuilt)).toEqual(['merge', 'merge', 'merge']);
  expect(rebuilt.inFlight).toBe(2);
  expect(handOut(rebuilt).map(({ begin }) => begin)).toEqual([12, 14]);
});

test('the same outcome twice changes nothing the second time', () => {
  const course = atStage();
  follow(course);
  const [chunk] = handOut(course);
  const outcome = chunkDone(course.job, chunk!);
  course.on({ kind: 'outcome', outcome });
  expect(follow(course)).toEqual(['merge']);
  course.on({ kind: 'outcome', outcome });
  course.on({ kind: 'loaded', job: course.job, tasks: [...course.tasks] });
  expect(follow(course)).toEqual([]);
  expect(course.stage?.unitsDone).toBe(4);
});

test('a task that was lost is handed out again, as often as it may be', () => {
  const course = courseOf(aRecord({ maxAttempts: 2 }));
  const [{ taskId }] = handOut(course) as [NewTask];
  course.on({ kind: 'lost', taskId, reason: 'preempted', error: null });
  course.on({ kind: 'lost', taskId, reason: 'lost', error: null });
  expect(course.next(now)).toBe(null);
  expect(handOut(course).map((task) => task.taskId)).toEqual([taskId]);
  const error = { code: 'EXECUTOR_LOST', message: 'The process ended.' } as const;
  course.on({ kind: 'lost', taskId, reason: 'lost', error });
  const next = course.next(now);
  expect(next).toMatchObject({ kind: 'fail', error: { code: 'ATTEMPTS_EXHAUSTED' } });
  expect(next?.kind === 'fail' && next.error.message).toContain('The process ended.');
});

/** At the stage with its chunks handed out, the first of which fails. */
function withFailedChunk(mayFail: boolean): JobCourse {
  const job = aRecord();
  const course = courseOf(job);
  const [first] = handOut(course);
  const reached = advanced(job, run, first!) as OutcomeOf<'reached'>;
  course.on({
    kind: 'outcome',
    outcome: { ...reached, frontier: { ...reached.frontier, mayFail } },
  });
  follow(course);
  const [failed, done] = handOut(course, 3);
  course.on({ kind: 'outcome', outcome: chunkDone(job, done!) });
  follow(course);
  const error = { code: 'EXECUTION_FAILED', message: 'Policy 7.' } as const;
  const outcome = { ...headOf(job, failed!.taskId), kind: 'failed', error } as const;
  course.on({ kind: 'outcome', outcome });
  return course;
}

test('a chunk that fails ends the job', () => {
  const next = withFailedChunk(false).next(now);
  expect(next).toMatchObject({ kind: 'fail', error: { message: 'Policy 7.' } });
});

test('a chunk that fails leaves its stage undivided where the run may do without it', () => {
  const course = withFailedChunk(true);
  const arrived = (one: JobCourse): void => {
    expect(one.next(now)).toBe(null);
    expect(one.products).toEqual([{ stage: 0, sums: null, slices: [], isUndivided: true }]);
    expect([one.inFlight, one.uncut(slots), one.available(slots)]).toEqual([0, 0, 1]);
  };
  arrived(course);
  // A new lead knows it from the rows alone.
  arrived(new JobCourse(course.job, [...course.tasks], () => 1));
  const [next, ...others] = handOut(course);
  expect([next?.taskId, others]).toEqual([`${course.job.id}.advance.1`, []]);
  course.on({ kind: 'outcome', outcome: advanced(course.job, run, next!) });
  expect(follow(course)).toEqual(['complete']);
});

test('chunks whose workers are lost end the job, whatever the run may do without', () => {
  const job = aRecord({ maxAttempts: 1 });
  const course = courseOf(job);
  const [first] = handOut(course);
  const reached = advanced(job, run, first!) as OutcomeOf<'reached'>;
  const frontier = { ...reached.frontier, mayFail: true };
  course.on({ kind: 'outcome', outcome: { ...reached, frontier } });
  follow(course);
  const [chunk] = handOut(course);
  course.on({ kind: 'lost', taskId: chunk!.taskId, reason: 'lost', error: null });
  expect(course.next(now)).toMatchObject({ kind: 'fail', error: { code: 'ATTEMPTS_EXHAUSTED' } });
});

test('what ends a job comes in this order: cancel, failure, deadline', () => {
  const job = aRecord({ deadlineAt: now });
  const course = courseOf(job);
  const [{ taskId }] = handOut(course) as [NewTask];
  expect(course.next(now - 1)).toBe(null);
  expect(course.next(now)).toMatchObject({ error: { code: 'DEADLINE_EXCEEDED' } });
  const error = { code: 'VALUE_INVALID', message: 'Row 3.' } as const;
  course.on({ kind: 'outcome', outcome: { ...headOf(job, taskId), kind: 'failed', error } });
  expect(course.next(now)).toMatchObject({ kind: 'fail', error });
  course.on({ kind: 'moved', job: { ...job, isCancelRequested: true } });
  expect(course.next(now)?.kind).toBe('cancel');
  course.on({ kind: 'moved', job: { ...job, state: 'CANCELLED' } });
  expect(course.next(now)?.kind).toBe('leave');
});

test('what was finished when the deadline passed is finished', () => {
  const course = courseOf(aRecord({ deadlineAt: now }));
  const [first] = handOut(course);
  const short = { ...run, units: [] };
  course.on({ kind: 'outcome', outcome: advanced(course.job, short, first!) });
  expect(course.next(now)?.kind).toBe('complete');
});

test('two workers that read another run from the same files: neither is believed', () => {
  const course = atStage();
  follow(course);
  for (const chunk of handOut(course)) {
    course.on({ kind: 'outcome', outcome: chunkDone(course.job, chunk) });
  }
  follow(course);
  const [next] = handOut(course);
  const other = aRecord({ id: course.job.id, model: { sha256: 'f'.repeat(64), sizeBytes: 1 } });
  course.on({ kind: 'outcome', outcome: advanced(other, run, next!) });
  expect(course.next(now)).toMatchObject({ error: { code: 'PARITY_VIOLATION' } });
});

test('a partial of another version is not added', () => {
  const course = atStage();
  follow(course);
  const [chunk] = handOut(course);
  const outcome = { ...chunkDone(course.job, chunk!), runtimeVersion: '0.6.0' };
  course.on({ kind: 'outcome', outcome });
  expect(course.next(now)).toMatchObject({ error: { code: 'PARITY_VIOLATION' } });
});
