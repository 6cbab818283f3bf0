/** What the end of a process means to whoever waits for its answer. */
import { readFileSync } from 'node:fs';
import { LiveCalcError } from '../contracts/errors.ts';

/** How a process that nobody ended came to its end. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what it wrote there. */
  readonly stderr: string;
  /** Whether the kernel has meanwhile taken a process of this container for its memory. */
  readonly isOutOfMemory: boolean;
}

/** MEMORY_LIMIT_EXCEEDED where that is certain, otherwise EXECUTOR_LOST with what is known as its cause. */
export function exitError(end: ProcessEnd, heapMb: number): LiveCalcError {
  const { exitCode, signal, stderr } = end;
  if (stderr.includes('heap out of memory')) {
    const message =
      `The run needs more than the ${heapMb} MiB that this worker allows for what is not shared with ` +
      'engines, such as texts of the portfolio. Ask for fewer policies, or run it on a larger worker.';
    return new LiveCalcError('MEMORY_LIMIT_EXCEEDED', message, {
      expected: `at most ${heapMb} MiB`,
    });
  }
  if (signal === 'SIGKILL' && end.isOutOfMemory) {
    const message =
      'The run took the last of the memory that its container has, and was ended. Ask for fewer ' +
      'scenarios or policies, or run it on a larger worker.';
    return new LiveCalcError('MEMORY_LIMIT_EXCEEDED', message);
  }
  const how = signal === null ? `with exit code ${exitCode}` : `by signal ${signal}`;
  const message = `The process that ran the job ended ${how} in the middle of it. Submit the job again.`;
  return new LiveCalcError('EXECUTOR_LOST', message, { found: how }, new Error(stderr));
}

/** Processes that the kernel has taken for their memory, in this container; 0 where nobody counts. */
export function outOfMemoryKills(): number {
  try {
    const events = readFileSync('/sys/fs/cgroup/memory.events', 'utf8');
    return Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? 0);
  } catch {
    // Not Linux, or no cgroup of version 2.
    return 0;
  }
}
