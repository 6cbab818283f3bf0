/** The entry of the command line: runs the program and sets the exit code. */
import { watchInterrupts } from './interruption.ts';
import { runProgram } from './program.ts';

process.stdout.on('error', leaveWhenReaderHasGone);

const argv = process.argv.slice(2);
const interruption = watchInterrupts(argv.includes('--json'));
process.exitCode = await runProgram(argv, interruption);

/** `livecalc trace ... | head` closes the pipe before the end: that is no error. */
function leaveWhenReaderHasGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}
