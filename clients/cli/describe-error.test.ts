import { expect, it } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import { describeError } from './describe-error.ts';

const userError = new LiveCalcError('VALUE_INVALID', 'p.csv, row 3: bad.', { row: 3 });

it('gives what the user can mend one paragraph, its code, exit code 2 and no stack', () => {
  expect(describeError(userError, false)).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'livecalc: p.csv, row 3: bad. [VALUE_INVALID]\n',
  });
});

it('gives the same as one JSON object on stdout', () => {
  const { exitCode, stdout, stderr } = describeError(userError, true);
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'VALUE_INVALID', message: 'p.csv, row 3: bad.', row: 3 },
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
});

it('does not call a server that is full a defect, nor something in the input', () => {
  const full = new LiveCalcError(
    'STORAGE_FULL',
    'The disk of the server is full. Try again later.',
  );
  const { exitCode, stderr } = describeError(full, false);
  expect(exitCode).toBe(1);
  expect(stderr).toBe(
    'livecalc: The disk of the server is full. Try again later. [STORAGE_FULL]\n',
  );
});

it('calls anything else a defect of ours, with the stack and its causes, exit code 1', () => {
  const error = new Error('outer', { cause: new TypeError('inner') });
  const { exitCode, stderr } = describeError(error, false);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/defect in LiveCalc[^]*Error: outer[^]*caused by TypeError: inner/);
  expect(JSON.parse(describeError(error, true).stdout)).toEqual({
    error: { code: 'INTERNAL', message: 'outer' },
  });
});
