/** The executor processes that a process has started, looked up in /proc. */
import { readdirSync, readFileSync } from 'node:fs';

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

/** A file of /proc; empty where the process is gone. */
export function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
