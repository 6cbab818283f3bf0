/**
 * Holds what a worker is given: its computing processes are stopped, itself is not. It takes a task,
 * tells that it has it, and is not done before it is let go: long enough to kill somebody.
 */
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { ServerProcess } from '../../../local-fleet/server-process.ts';

export interface HeldWork extends Disposable {
  /** Lets it go on; no more than once. */
  release(): void;
}

/** A worker keeps so many; it starts the second when the first is ready. */
const processes = 2;
const pollMs = 20;
const patienceMs = 60_000;

/** Throws INTERNAL where the worker does not come to have its processes. */
export async function holdWork(worker: ServerProcess): Promise<HeldWork> {
  const children = await allChildren(worker);
  for (const child of children) signal(child, 'SIGSTOP');
  let isHeld = true;
  const release = (): void => {
    if (isHeld) for (const child of children) signal(child, 'SIGCONT');
    isHeld = false;
  };
  return { release, [Symbol.dispose]: release };
}

async function allChildren(worker: ServerProcess): Promise<readonly number[]> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await wait(pollMs)) {
    const children = worker.pid === null ? [] : await childrenOf(worker.pid);
    if (children.length >= processes) return children;
  }
  const message = `Worker ${worker.pid} does not have ${processes} processes that could be stopped.`;
  throw new LiveCalcError('INTERNAL', message);
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
