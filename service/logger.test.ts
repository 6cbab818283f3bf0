import { describe, expect, it } from 'vitest';
import { LiveCalcError } from '../contracts/errors.ts';
import { createLogger, type Logger } from './logger.ts';

const token = `eyJhbGciOiJSUzI1NiJ9.${'a'.repeat(40)}.${'b'.repeat(40)}`;

function logOf(write: (logger: Logger) => void): string {
  const lines: string[] = [];
  write(createLogger({ LOG_LEVEL: 'info' }, { write: (line: string) => lines.push(line) }));
  return lines.join('');
}

describe('the log', () => {
  it('is JSON, a line for each event', () => {
    const line = JSON.parse(logOf((logger) => logger.info({ job: 'j-1' }, 'planned'))) as unknown;
    expect(line).toMatchObject({ level: 'info', channel: 'log', job: 'j-1', msg: 'planned' });
  });

  const leaks: [name: string, write: (logger: Logger) => void][] = [
    ['a header', (logger) => logger.info({ headers: { authorization: 'hush-hush' } })],
    ['a header deep down', (logger) => logger.info({ a: [{ b: { Authorization: 'hush-hush' } }] })],
    ['a field for a token', (logger) => logger.info({ token: 'hush-hush' })],
    ['a field for a secret', (logger) => logger.info({ AUTH_SECRET: 'hush-hush' })],
    [
      'policies by id',
      (logger) => logger.info({ policyIds: ['hush-hush'], policy_id: 'hush-hush' }),
    ],
    ['a token in text', (logger) => logger.info(`got ${token}`)],
    ['an API key in text', (logger) => logger.info('header was bearer hush-hush, refused')],
    ['what an error says of a policy', (logger) => logger.error({ err: policyError })],
    [
      'the error that caused another',
      (logger) => logger.error({ err: new Error('no', { cause: policyError }) }),
    ],
    ['an error inside another field', (logger) => logger.error({ job: { error: policyError } })],
    ['an error by itself', (logger) => logger.error(policyError)],
    ['JSON that cannot be read', (logger) => logger.error({ err: jsonError() })],
  ];
  for (const [name, write] of leaks) {
    it(`does not hold ${name}`, () => {
      const log = logOf(write);
      expect(log).not.toBe('');
      expect(log).not.toContain('hush-hush');
      expect(log).not.toContain(token.slice(0, 30));
    });
  }

  it('has code and place of an error', () => {
    const { err } = JSON.parse(logOf((logger) => logger.error({ err: policyError })));
    expect(err).toMatchObject({ name: 'LiveCalcError', code: 'NUMERICAL_ERROR' });
    expect(err.frames[0]).toContain('logger.test.ts');
  });
});

const policyError = new LiveCalcError('NUMERICAL_ERROR', 'Policy hush-hush has a NaN.', {
  policyId: 'hush-hush',
});

function jsonError(): unknown {
  try {
    return JSON.parse('hush-hush');
  } catch (error) {
    return error;
  }
}
