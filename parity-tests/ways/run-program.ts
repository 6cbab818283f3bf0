import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { LiveCalcError } from '../../contracts/errors.ts';

const execute = promisify(execFile);

/** Runs a program to its end, in this environment. Throws INTERNAL with what it said where it fails. */
export async function runProgram(
  program: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  await execute(program, args, { ...(signal && { signal }) }).catch(
    (error: Error & { stderr?: string }) => {
      // Of a stack, or of many lines, the one that says what is wrong.
      const said = error.stderr?.split('\n').find((line) => /^\w*Error\b|\berror\b/i.test(line));
      const message = `${path.basename(program)}: ${said ?? error.message}`;
      throw new LiveCalcError('INTERNAL', message, { found: program }, error);
    },
  );
}
