import { describe, expect, it } from 'vitest';
import { LiveCalcError, type ErrorCode } from '../../contracts/errors.ts';
import { taskErrorSchema } from '../../contracts/wire/task.ts';
import { verdictOn } from './verdict.ts';

function error(code: ErrorCode): LiveCalcError {
  return new LiveCalcError(code, 'It went wrong.');
}

describe('a task that threw', () => {
  const wrongEverywhere: ErrorCode[] = [
    ...(['CONFIG_INVALID', 'VALUE_INVALID', 'ASSET_MISSING', 'ENGINE_MISMATCH'] as const),
    ...(['EXECUTION_FAILED', 'ENGINE_TRAPPED', 'NUMERICAL_ERROR'] as const),
    ...(['MEMORY_LIMIT_EXCEEDED', 'DEADLINE_EXCEEDED', 'PACKAGE_CODE_DENIED'] as const),
  ];
  it.each(wrongEverywhere)('has failed where another worker would find %s too', (code) => {
    expect(verdictOn(error(code), null)).toEqual({
      kind: 'failed',
      error: { code, message: 'It went wrong.' },
    });
  });

  const wrongHere: ErrorCode[] = [
    ...(['EXECUTOR_LOST', 'THREAD_LOST', 'NOT_FOUND', 'ASSET_CHANGED', 'UNAUTHENTICATED'] as const),
  ];
  it.each(wrongHere)('is lost where %s is about this worker', (code) => {
    expect(verdictOn(error(code), null)).toMatchObject({ kind: 'returned', reason: 'lost' });
  });

  const noFailure: ErrorCode[] = ['DRAINING', 'BACKEND_UNAVAILABLE', 'STORAGE_FULL'];
  it.each(noFailure)('is given back, and not lost, for %s', (code) => {
    expect(verdictOn(error(code), null)).toMatchObject({ kind: 'returned', reason: 'preempted' });
  });

  it('has failed where it met a defect, and tells nothing of the stack', () => {
    for (const thrown of [new TypeError('at /srv/x.ts'), error('INTERNAL'), 'text']) {
      const verdict = verdictOn(thrown, null);
      expect(verdict).toMatchObject({ kind: 'failed', error: { code: 'INTERNAL' } });
      expect(JSON.stringify(verdict)).not.toContain('/srv/x.ts');
    }
  });

  it('keeps where the error lies', () => {
    const details = { file: 'policies.csv', row: 7, column: 'term', found: '-1' };
    const thrown = new LiveCalcError('VALUE_INVALID', 'Row 7 is wrong.', details);
    const told = verdictOn(thrown, null)!.error;
    expect(taskErrorSchema.parse(told)).toEqual({
      code: 'VALUE_INVALID',
      message: 'Row 7 is wrong.',
      ...details,
    });
  });
});

it('an error of any length fits into a message', () => {
  const text = 'x'.repeat(2 ** 21);
  const thrown = new LiveCalcError('EXECUTION_FAILED', text, { row: 3, found: text });
  const told = verdictOn(thrown, null)!.error;
  expect(told).toMatchObject({ code: 'EXECUTION_FAILED', row: 3 });
  expect(JSON.stringify(told).length).toBeLessThan(10_000);
});

describe('a task that was ended', () => {
  it('has no answer where its job was stopped, whatever it threw', () => {
    expect(verdictOn(error('CANCELLED'), 'stopped')).toBeNull();
    expect(verdictOn(error('EXECUTION_FAILED'), 'stopped')).toBeNull();
  });

  it('is preempted where its worker goes down', () => {
    expect(verdictOn(error('DRAINING'), 'preempted')).toMatchObject({ reason: 'preempted' });
    expect(verdictOn(error('EXECUTOR_LOST'), 'preempted')).toMatchObject({ reason: 'preempted' });
  });

  it('has failed where its deadline passed', () => {
    const verdict = verdictOn(error('DEADLINE_EXCEEDED'), 'overdue');
    expect(verdict).toMatchObject({ kind: 'failed', error: { code: 'DEADLINE_EXCEEDED' } });
  });
});
