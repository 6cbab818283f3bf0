import { execFile } from 'node:child_process';

export interface CommandResult {
  /** 0 where the command succeeded; null where it could not be started or was ended by a signal. */
  readonly status: number | null;
  /** What it wrote to standard output. */
  readonly stdout: string;
  /** What it wrote to standard error, or why it did not start. */
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly signal?: AbortSignal;
}

const maxOutputBytes = 64 * 1024 * 1024;

/** Runs a program without a shell and waits for it. Never throws for a failing program. */
export function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  // Debian's Emscripten starts Node, which warns on stderr about a certificate file that a root
  // does not have; compiling needs no network.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(
      program,
      [...args],
      { ...options, env, maxBuffer: maxOutputBytes },
      (error, stdout, stderr) => {
        const failed = error !== null && typeof error.code !== 'number';
        resolve({
          status: error === null ? 0 : failed ? null : Number(error.code),
          stdout,
          stderr: failed ? `${stderr}${error.message}` : stderr,
        });
      },
    );
  });
}
