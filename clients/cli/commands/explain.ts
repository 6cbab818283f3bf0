import { Command } from 'commander';
import path from 'node:path';
import { executionFileName } from '../../../contracts/execution-record.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { ExecutionRecord } from '../../../contracts/execution-record.ts';
import type { CommandContext } from '../command-context.ts';
import { explainText } from '../explain/explain-text.ts';
import { readExecution } from '../result-folder/read-execution.ts';
import { readResult } from '../result-folder/read-result-folder.ts';
import { terminalColumns } from '../text/lines.ts';

const help = `
Every run writes execution.json beside result.json: when each step, node and stage
began and how long it took, its chunks, the blocks it wrote, memory, copies, what
failed. It is part of no hash. What a run would do, before it runs, 'livecalc
explain-plan' says of a model.

Examples:
  livecalc explain out
  livecalc explain out --json | jq '.nodes[] | {id, status, ms}'`;

const widestColumns = 160;

/** `livecalc explain`: what happened in a run. */
export function explainCommand({ terminal, print }: CommandContext): Command {
  return new Command('explain')
    .summary('show what happened in a run that is done')
    .description('Shows the steps, nodes and stages of a run as bars over time.')
    .argument('<dir>', 'a result folder')
    .option('--json', 'print the record as one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (folder: string, { json }: { json?: boolean }) => {
      const record = await recordOf(folder);
      const columns = Math.min(widestColumns, terminal?.columns ?? terminalColumns);
      print(`${json ? JSON.stringify(record) : explainText(folder, record, columns)}\n`);
    });
}

/** Throws FILE_NOT_FOUND where it is no result folder, or one without a record. */
async function recordOf(folder: string): Promise<ExecutionRecord> {
  const record = await readExecution(folder);
  if (record !== null) return record;
  await readResult(folder);
  const file = path.join(folder, executionFileName);
  const message =
    `${file} is not there, so nothing is known of how this run went. Runs of version 0.6.0 and later ` +
    'write it, and servers of these versions send it. Run the model again to have it.';
  throw new LiveCalcError('FILE_NOT_FOUND', message, { file });
}
