/** Finds servers and executors that live on without whoever started them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const folder = path.join(import.meta.dirname, '..');
const entries = ['gateway/main.ts', 'worker/main.ts', 'executor/process/executor-process.ts'].map(
  (entry) => path.join(folder, entry),
);
/** A process needs a moment to find that its parent has ended, on a busy machine a longer one. */
const patienceMs = 30_000;

/** Resolves to their ids and commands; none where there are no processes to look at. */
export async function orphans(): Promise<readonly string[]> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const found = orphansNow();
    if (found.length === 0 || performance.now() > until) return found;
    await delay(200);
  }
}

function orphansNow(): readonly string[] {
  let pids: string[];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return pids.flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      if (!entries.some((entry) => command.includes(entry))) return [];
      const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return parent === '1' ? [`${pid} ${command}`] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}
