/** Temporary folders beside a result folder, and what processes that were killed left of them. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Temporaries } from '../temporaries.ts';

/** A name that tells which process writes it: `out.1234.UUID.partial`. */
export function temporaryPath(folder: string): string {
  return `${folder}.${process.pid}.${randomUUID()}.partial`;
}

/**
 * Removes the temporaries of `folder` whose process has ended, and puts back the older result that
 * one of them had set aside.
 */
export function sweepLeftovers(folder: string): void {
  const parent = path.dirname(folder);
  if (!existsSync(parent)) return;
  const prefix = `${path.basename(folder)}.`;
  const temporaries = new Temporaries();
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(prefix)) continue;
    const [, partial, pid] = leftover.exec(name.slice(prefix.length)) ?? [];
    if (partial === undefined || isAlive(Number(pid))) continue;
    temporaries.set({ path: path.join(parent, prefix + partial), target: folder }, true);
  }
  temporaries.remove();
}

const leftover = /^((\d+)\.[0-9a-f-]{36}\.partial)(?:\.previous)?$/;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives and is another user's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
