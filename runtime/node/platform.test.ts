import os from 'node:os';
import { expect, test } from 'vitest';
import { grantedMemory, nodePlatform } from './platform.ts';

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
