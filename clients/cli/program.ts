/** The commands, their shared behaviour, and how the command line's own errors become ours. */
import { Command, CommanderError } from 'commander';
import { LiveCalcError } from '../../contracts/errors.ts';
import { runtimeVersion } from '../../runtime/version.ts';
import { checkCommand } from './commands/check.ts';
import { enginesCommand } from './commands/engines.ts';
import { runCommand } from './commands/run.ts';
import { scenariosCommand } from './commands/scenarios.ts';
import { traceCommand } from './commands/trace.ts';
import { verifyCommand } from './commands/verify.ts';
import type { Interruption } from './interruption.ts';
import { reportError } from './report-error.ts';
import { terminalColumns } from './text/lines.ts';

const description =
  'Values a life-insurance portfolio under many economic scenarios. The same inputs give the ' +
  'same result, to the last bit, wherever it runs; a SHA-256 proves it.';

const help = `
Examples:
  livecalc run examples/term-life
  livecalc run model/ --scenarios 5000 --set projection.lapseMultiplier=1.2
  livecalc verify out --against signed-off/

Exit codes: 0 done, 1 a defect in LiveCalc, 2 something in the input to mend.
'livecalc help COMMAND' says more about each command.`;

/** Runs the command line; resolves to the exit code. */
export async function runProgram(
  argv: readonly string[],
  interruption: Interruption,
): Promise<number> {
  const json = argv.includes('--json');
  try {
    await createProgram(interruption).parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, json);
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help') return 2;
    const message = `${sentence(error.message)} 'livecalc help' shows what there is.`;
    return reportError(new LiveCalcError('ARGUMENT_INVALID', message, {}, error), json);
  }
}

function createProgram(interruption: Interruption): Command {
  const program = new Command('livecalc')
    .description(description)
    .version(runtimeVersion, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', help);
  for (const create of [
    runCommand,
    verifyCommand,
    checkCommand,
    scenariosCommand,
    enginesCommand,
    traceCommand,
  ]) {
    program.addCommand(create(interruption));
  }
  for (const command of [program, ...program.commands]) {
    // Errors are reported by `reportError` alone.
    command
      .exitOverride()
      .configureOutput({ outputError: () => {} })
      .configureHelp({ helpWidth: terminalColumns });
  }
  return program;
}

/** "error: unknown option '--x'" as a sentence. */
function sentence(message: string): string {
  const text = message.replace(/^error: /, '').replaceAll('\n', ' ');
  const ended = /[.?)]$/.test(text) ? text : `${text}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}
