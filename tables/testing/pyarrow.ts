/** pyarrow as an independent reader and writer, where it is installed. */
import { execFileSync, spawnSync } from 'node:child_process';

const python = process.env['LIVECALC_PYTHON'] ?? 'python3';

/** Null where pyarrow can be used, else why not. */
export const pyarrowMissing: string | null =
  spawnSync(python, ['-c', 'import pyarrow']).status === 0
    ? null
    : `${python} has no pyarrow (set LIVECALC_PYTHON to a Python that has it)`;

/** Runs a script; returns what it prints. */
export function runPython(script: string, ...args: readonly string[]): string {
  return execFileSync(python, ['-c', script, ...args], { encoding: 'utf8' });
}
