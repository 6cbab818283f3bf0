import { expect, test } from 'vitest';
import type { LogLine } from '../interpreter.ts';
import { LineLog } from './line-log.ts';

const utf8 = new TextEncoder();

function logOf(...written: readonly (readonly [LogLine['stream'], Uint8Array])[]): string[] {
  const told: string[] = [];
  const log = new LineLog(({ stream, text }) => told.push(`${stream}: ${text}`));
  for (const [stream, bytes] of written) log.write(stream, bytes);
  log.finish();
  return told;
}

test('lines are told whole, however they are written', () => {
  const told = logOf(['stdout', utf8.encode('on')], ['stdout', utf8.encode('e\n\ntw')]);
  expect(told).toEqual(['stdout: one', 'stdout: ', 'stdout: tw']);
});

test('a letter that is cut in two is put together', () => {
  const bytes = utf8.encode('é\n');
  expect(logOf(['stderr', bytes.subarray(0, 1)], ['stderr', bytes.subarray(1)])).toEqual([
    'stderr: é',
  ]);
});

test('a line without end is cut and not kept', () => {
  const part = utf8.encode('x'.repeat(3000));
  const told = logOf(...Array.from({ length: 50 }, () => ['stdout', part] as const));
  expect(told).toEqual([`stdout: ${'x'.repeat(4096)}…`]);
});
