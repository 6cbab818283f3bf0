/** The executor processes that a process has started, looked up in /proc. */
import { readdirSync, readFileSync } from 'node:fs';
import type { RunTask } from '../executor.ts';

const entry = 'executor-process.ts';

/** Process ids, ascending; zombies among them. */
export function executorProcesses(parent: number = process.pid): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && isExecutorOf(pid, parent));
}

function isExecutorOf(pid: number, parent: number): boolean {
  const status = readProc(pid, 'status');
  if (/^PPid:\s+(\d+)$/m.exec(status)?.[1] !== String(parent)) return false;
  return /^State:\s+Z/m.test(status) || readProc(pid, 'cmdline').includes(entry);
}

/** The fresh process of a task, known by what it may write. */
export function freshProcess({ resultFolder }: RunTask): number {
  const grant = `--allow-fs-write=${resultFolder}`;
  const found = executorProcesses().find((pid) => readProc(pid, 'cmdline').includes(grant));
  if (found === undefined) throw new Error(`no process may write ${resultFolder}`);
  return found;
}

/** A file of /proc; empty where the process is gone. */
export function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
