import { expect, test } from 'vitest';
import { exitError } from './exit-error.ts';

const killed = { exitCode: null, signal: 'SIGKILL', stderr: '', isOutOfMemory: false } as const;
const heap = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

test.each([
  { what: 'killed by somebody', end: killed, code: 'EXECUTOR_LOST', says: 'by signal SIGKILL' },
  {
    what: 'killed by a kernel that counts it',
    end: { ...killed, isOutOfMemory: true },
    code: 'MEMORY_LIMIT_EXCEEDED',
    says: 'memory that its container has',
  },
  {
    what: 'ended by itself while the kernel killed another',
    end: { ...killed, signal: 'SIGSEGV', isOutOfMemory: true } as const,
    code: 'EXECUTOR_LOST',
    says: 'by signal SIGSEGV',
  },
  {
    what: 'at the end of its heap',
    end: { ...killed, signal: 'SIGABRT', stderr: heap } as const,
    code: 'MEMORY_LIMIT_EXCEEDED',
    says: 'the 256 MiB',
  },
  {
    what: 'ended with a code',
    end: { ...killed, exitCode: 7, signal: null },
    code: 'EXECUTOR_LOST',
    says: 'with exit code 7',
  },
])('a process that was $what', ({ end, code, says }) => {
  const error = exitError(end, 256);
  expect(error.code).toBe(code);
  expect(error.message).toContain(says);
});
