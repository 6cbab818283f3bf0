/** The commands, their shared behaviour, and how the command line's own errors become ours. */
import { Command, CommanderError } from 'commander';
import { LiveCalcError } from '../../contracts/errors.ts';
import { runtimeVersion } from '../../runtime/version.ts';
import { cancelCommand } from './commands/cancel.ts';
import { assumptionsCommand } from './commands/assumptions.ts';
import { auditCommand } from './commands/audit.ts';
import { checkCommand } from './commands/check.ts';
import { changeCommand } from './commands/change.ts';
import { debugCommand } from './commands/debug.ts';
import { diffCommand } from './commands/diff.ts';
import { enginesCommand } from './commands/engines.ts';
import { explainCommand } from './commands/explain.ts';
import { explainPlanCommand } from './commands/explain-plan.ts';
import { fleetCommand } from './commands/fleet.ts';
import { gatewayCommand } from './commands/gateway.ts';
import { inspectCommand } from './commands/inspect.ts';
import { jobsCommand } from './commands/jobs.ts';
import { packCommand } from './commands/pack.ts';
import { reportCommand } from './commands/report.ts';
import { resultsCommand } from './commands/results.ts';
import { runCommand } from './commands/run.ts';
import { scenariosCommand } from './commands/scenarios.ts';
import { statusCommand } from './commands/status.ts';
import { submitCommand } from './commands/submit.ts';
import { traceCommand } from './commands/trace.ts';
import { unpackCommand } from './commands/unpack.ts';
import { verifyCommand } from './commands/verify.ts';
import { watchCommand } from './commands/watch.ts';
import { workerCommand } from './commands/worker.ts';
import type { CommandContext, CommandWatch } from './command-context.ts';
import { describeError, type Outcome } from './describe-error.ts';
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

/** Runs the command line to its end; resolves to what is to be said. Rejects never. */
export async function runProgram(argv: readonly string[], watch: CommandWatch): Promise<Outcome> {
  const said = { stdout: '', stderr: '' };
  let exitCode: Outcome['exitCode'] = 0;
  const context: CommandContext = {
    ...watch,
    print: (text) => void (said.stdout += text),
    endWith: (code) => void (exitCode = code),
  };
  const program = createProgram(context, said);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return { exitCode, ...said };
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return { exitCode: 0, ...said };
    if (error instanceof CommanderError && error.code === 'commander.help') {
      return { exitCode: 2, ...said };
    }
    const told = watch.signal.aborted ? watch.signal.reason : asArgumentError(error);
    return describeError(told, argv.includes('--json'));
  }
}

function asArgumentError(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  const message = `${sentence(error.message)} 'livecalc help' shows what there is.`;
  return new LiveCalcError('ARGUMENT_INVALID', message, {}, error);
}

function createProgram(context: CommandContext, said: { stderr: string }): Command {
  const program = new Command('livecalc')
    .description(description)
    .version(runtimeVersion, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', help);
  for (const create of [
    runCommand,
    watchCommand,
    debugCommand,
    verifyCommand,
    explainCommand,
    diffCommand,
    changeCommand,
    reportCommand,
    checkCommand,
    scenariosCommand,
    enginesCommand,
    traceCommand,
    explainPlanCommand,
    workerCommand,
    gatewayCommand,
    submitCommand,
    statusCommand,
    resultsCommand,
    cancelCommand,
    jobsCommand,
    fleetCommand,
    packCommand,
    inspectCommand,
    unpackCommand,
    auditCommand,
    assumptionsCommand,
  ]) {
    program.addCommand(create(context));
  }
  for (const command of withSubcommands(program)) {
    // Errors are told by `describeError` alone.
    command
      .exitOverride()
      .configureOutput({
        writeOut: context.print,
        writeErr: (text) => (said.stderr += text),
        outputError: () => {},
      })
      .configureHelp({ helpWidth: terminalColumns });
  }
  return program;
}

/** A command with all below it. */
function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** "error: unknown option '--x'" as a sentence. */
function sentence(message: string): string {
  const text = message.replace(/^error: /, '').replaceAll('\n', ' ');
  const ended = /[.?)]$/.test(text) ? text : `${text}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}
