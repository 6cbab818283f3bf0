import { LiveCalcError } from '../../contracts/errors.ts';

/** Writes a line for the person who runs a build script. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs a script's body; what the user can mend is shown without a stack. Exit code 1 on failure. */
export async function runScript(body: () => Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await body()) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof LiveCalcError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
