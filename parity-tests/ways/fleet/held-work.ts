/**
 * Holds what a worker is given: its computing processes are stopped, itself is not. It takes a task,
 * tells that it has it, and is not done before it is let go: long enough to kill somebody.
 */
import { readdir, readFile } from 'node:fs/promises';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { ServerProcess } from '../../../local-fleet/server-process.ts';

export interface HeldWork extends Disposable {
  /** Lets it go on; no more than once. */
  release(): void;
}

/** Throws INTERNAL where the worker has no such processes, or is down. */
export async function holdWork({ pid }: ServerProcess): Promise<HeldWork> {
  const children = pid === null ? [] : await childrenOf(pid);
  if (children.length === 0) {
    throw new LiveCalcError('INTERNAL', `Worker ${pid} has no processes that could be stopped.`);
  }
  for (const child of children) signal(child, 'SIGSTOP');
  let isHeld = true;
  const release = (): void => {
    if (isHeld) for (const child of children) signal(child, 'SIGCONT');
    isHeld = false;
  };
  return { release, [Symbol.dispose]: release };
}

/** Every thread may have started some. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8')),
  );
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
