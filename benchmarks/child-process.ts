/** A Node process of its own, with its wall time and its peak memory. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { LiveCalcError } from '../contracts/errors.ts';

export interface ChildOutcome {
  /** From spawn to exit, start of Node included. */
  readonly wallMs: number;
  /** Peak resident set, bytes; NaN where `canTellPeak` is false. */
  readonly peakBytes: number;
}

const pollMs = 10;

/** Whether the system tells the peak memory of a process: Linux does. */
export function canTellPeak(): boolean {
  return existsSync('/proc/self/status');
}

/** Runs `node ARGS` to its end. Throws LiveCalcError with what it said where it fails. */
export async function runNode(args: readonly string[]): Promise<ChildOutcome> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const watch = new AbortController();
  const peak = watchPeak(child.pid, watch.signal);
  const exitCode = await ended;
  const wallMs = performance.now() - started;
  watch.abort();
  if (exitCode !== 0) {
    throw new LiveCalcError(
      'INTERNAL',
      `node ${args.join(' ')} failed (${exitCode}): ${complaint}`,
    );
  }
  return { wallMs, peakBytes: await peak };
}

/** The kernel's own high-water mark only rises, so the last one seen is the peak. */
async function watchPeak(pid: number | undefined, signal: AbortSignal): Promise<number> {
  let peakBytes = Number.NaN;
  while (!signal.aborted) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
    if (kibibytes !== undefined) peakBytes = Number(kibibytes) * 1024;
    await wait(pollMs);
  }
  return peakBytes;
}
