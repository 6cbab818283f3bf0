import { Command } from 'commander';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import type { CommandContext } from '../command-context.ts';
import { comparedResult, type ComparedResult } from '../diff/compared-result.ts';
import { diffText } from '../diff/diff-text.ts';
import { resultDifference } from '../diff/result-difference.ts';
import { readExecution } from '../result-folder/read-execution.ts';
import { inspectResult } from '../result-folder/verify-result.ts';
import { wholeNumber } from '../whole-number.ts';

const help = `
First what the two runs were asked: inputs by the hash of their files, parameters,
assumptions, engines, version. Then what they gave: every column, the statistics,
and the groups, policies and scenarios that moved most. Nothing is valued; the
effect of each change by itself is what 'livecalc change' finds.

Exit codes: 0 the same, or a difference that has a reason; 1 a parity violation,
asked the same and answered otherwise; 2 files that were changed after the run.

Examples:
  livecalc diff q3/out q4/out
  livecalc diff before after --top 3
  livecalc diff before after --json > difference.json`;

interface DiffFlags {
  readonly top: number;
  readonly json?: boolean;
}

/** `livecalc diff`: what differed between two results. */
export function diffCommand(context: CommandContext): Command {
  return new Command('diff')
    .summary('say what differed between two results')
    .description('Says what differed between two result folders: what was asked, what came out.')
    .argument('<a>', 'a result folder')
    .argument('<b>', 'the result folder that it is compared with')
    .option('--top <n>', 'movers that are listed of each kind', wholeNumber, 10)
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (a: string, b: string, { top, json }: DiffFlags) => {
      const { signal } = context;
      const difference = resultDifference(await read(a, signal), await read(b, signal), top);
      context.print(`${json ? JSON.stringify(difference) : diffText(difference)}\n`);
      if (difference.verdict === 'parityViolation') context.endWith(1);
      else if (difference.a.fault !== null || difference.b.fault !== null) context.endWith(2);
    });
}

async function read(folder: string, signal: AbortSignal): Promise<ComparedResult> {
  const { createSha256 } = nodePlatform();
  const inspected = await inspectResult(folder, createSha256, signal);
  return comparedResult(inspected, await readExecution(folder));
}
