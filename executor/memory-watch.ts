/**
 * Watches what processes take, because the kernel's way of mending it is not ours: in Kubernetes with
 * cgroup v2 it ends every process of the container at once (memory.oom.group), the server too.
 */
import { readFileSync } from 'node:fs';
import { LiveCalcError } from '../contracts/errors.ts';

export interface Watched {
  /** Resident bytes. */
  readonly bytes: number;
  /** When its run began, milliseconds; null where it has none. */
  readonly sinceMs: number | null;
}

const mebibyte = 1024 ** 2;

/**
 * Which process has to end now, and what whoever waits for it is told; null: none. A run that is over the
 * limit ends for itself; where they are over it only together, idle processes go first, then the run
 * that began last.
 */
export function overLimit<T extends Watched>(
  processes: readonly T[],
  limitBytes: number,
): { readonly process: T; readonly error: LiveCalcError } | null {
  const tooLarge = processes.find(({ bytes, sinceMs }) => sinceMs !== null && bytes > limitBytes);
  if (tooLarge !== undefined)
    return { process: tooLarge, error: overItself(tooLarge.bytes, limitBytes) };
  const total = processes.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= limitBytes || processes.length < 2) return null;
  const [process] = processes.toSorted((a, b) => age(a) - age(b));
  return process === undefined ? null : { process, error: overTogether(total, limitBytes) };
}

/** Idle first, then the youngest. */
function age({ sinceMs }: Watched): number {
  return sinceMs === null ? -Infinity : -sinceMs;
}

/** Resident bytes of a process; null where it is gone, or nobody tells. */
export function residentBytes(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  } catch {
    // It has gone, or this is not Linux.
    return null;
  }
}

function overItself(found: number, limit: number): LiveCalcError {
  const message =
    `The run took ${inMebibytes(found)} of memory; this worker allows a run ${inMebibytes(limit)} ` +
    '(MAX_MEMORY_MB). Ask for fewer scenarios, policies or tables, or run it on a larger worker.';
  return new LiveCalcError('MEMORY_LIMIT_EXCEEDED', message, {
    found: inMebibytes(found),
    expected: `at most ${inMebibytes(limit)}`,
  });
}

function overTogether(found: number, limit: number): LiveCalcError {
  const message =
    `The runs of this worker took ${inMebibytes(found)} of memory together, ${inMebibytes(limit)} are ` +
    'allowed (MAX_MEMORY_MB), and this one began last. Submit the job again.';
  return new LiveCalcError('EXECUTOR_LOST', message, {
    found: inMebibytes(found),
    expected: `at most ${inMebibytes(limit)}`,
  });
}

function inMebibytes(bytes: number): string {
  return `${Math.ceil(bytes / mebibyte).toLocaleString('en')} MiB`;
}
