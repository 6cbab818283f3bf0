import os from 'node:os';
import { expect, test } from 'vitest';
import { grantedMemory, nodePlatform, quotaCores } from './platform.ts';

test.each([
  { constrained: 0, total: 8e9, granted: 8e9 },
  { constrained: 2e9, total: 8e9, granted: 2e9 },
  { constrained: 1.8e19, total: 8e9, granted: 8e9 },
])('of $total bytes with a limit of $constrained, $granted are granted', (memory) => {
  expect(grantedMemory(memory.constrained, memory.total)).toBe(memory.granted);
});

test('this machine grants no more than it has', () => {
  expect(nodePlatform().machineMemoryBytes).toBeLessThanOrEqual(os.totalmem());
});

test.each([
  { quota: '150000', period: '100000', cores: 2 },
  { quota: '50000', period: '100000', cores: 1 },
  { quota: 'max', period: '100000', cores: Infinity },
  { quota: '-1', period: '100000', cores: Infinity },
  { quota: undefined, period: undefined, cores: Infinity },
])('a quota of $quota in $period µs is $cores cores', ({ quota, period, cores }) => {
  expect(quotaCores(quota, period)).toBe(cores);
});
