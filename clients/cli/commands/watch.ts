import { Command } from 'commander';
import path from 'node:path';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { CommandContext } from '../command-context.ts';
import { describeError } from '../describe-error.ts';
import { configFile, type LoadedConfig } from '../../../model/load-config.ts';
import { loadModel, resolverOf } from '../load-model.ts';
import { neededFiles } from '../../../model/needed-files.ts';
import { addOverrideOptions, type OverrideFlags } from '../overrides.ts';
import { recordOfRun } from '../../../model/record-of-run.ts';
import { checkReplaceable } from '../result-folder/result-target.ts';
import { folderTarget } from '../whole-folder/folder-target.ts';
import { writeResultFolder } from '../result-folder/write-result-folder.ts';
import { FileWatcher } from '../watch/file-watcher.ts';
import { resultMoves } from '../watch/result-moves.ts';
import { WatchedModel, type Revaluation } from '../watch/watched-model.ts';
import { watchText } from '../watch/watch-text.ts';

const help = `
Values the model, then values it again whenever the config or one of its input
files is saved, and prints what moved. What has not changed is not read again.
Errors are printed, and watching goes on; Ctrl-C ends it. No result is written,
unless --out names a folder: that is replaced at every valuation. Assumptions of
a manager are resolved once: start again to see a newer version.

Examples:
  livecalc watch model/
  livecalc watch model/ --scenarios 200 --tables scenarios
  livecalc watch model/ --out latest --json`;

interface WatchFlags extends OverrideFlags {
  readonly json?: boolean;
}

/** `livecalc watch`: values a model whenever it is saved. */
export function watchCommand(context: CommandContext): Command {
  const command = new Command('watch')
    .summary('value a model again whenever it is saved')
    .description('Values a model whenever its config or an input is saved; prints what moved.')
    .argument('<config>', 'a livecalc.config.json, its folder, or a DAG file')
    .addHelpText('after', help);
  const flags = [
    'policies',
    'scenarios',
    'seed',
    'threads',
    'set',
    'tables',
    'out',
    'format',
  ] as const;
  return addOverrideOptions(command, flags)
    .option('--json', 'print one JSON object on stdout for every valuation')
    .action((config: string, given: WatchFlags) => watchConfig(config, given, context));
}

/** Ends when it is stopped between two valuations; throws CANCELLED where it is in one. */
async function watchConfig(
  config: string,
  flags: WatchFlags,
  context: CommandContext,
): Promise<void> {
  using watcher = new FileWatcher(context.signal);
  using model = new WatchedModel(context);
  // One for all valuations: what latest stands for does not change while a model is watched.
  const resolving = { resolver: resolverOf(context) };
  const file = await configFile(config);
  let files = [path.resolve(file)];
  let saved: ReadonlySet<string> | null = new Set(files);
  let isFirst = true;
  while (saved !== null) {
    const startedMs = performance.now();
    model.forget(saved);
    try {
      const loaded = await loadModel(config, flags, context, resolving);
      files = [...neededFiles(loaded)];
      watcher.watch(files);
      const valued = await model.value(loaded);
      if (valued !== null && flags.out !== undefined) await write(loaded, valued, context);
      context.say({ stdout: textOf(valued, performance.now() - startedMs, flags), stderr: '' });
    } catch (error) {
      if (context.signal.aborted || (isFirst && isHopeless(error, file))) throw error;
      watcher.watch(files);
      context.say(describeError(error, flags.json === true));
    }
    isFirst = false;
    saved = await watcher.nextChange();
  }
}

/** Nothing that is saved later mends a flag, or a config that is not where it should be. */
function isHopeless(error: unknown, file: string): boolean {
  if (!(error instanceof LiveCalcError) || error.code === 'INTERNAL') return true;
  const isMissing = error.code === 'FILE_NOT_FOUND' && error.details.file === file;
  return isMissing || error.code === 'ARGUMENT_INVALID';
}

async function write(
  loaded: LoadedConfig,
  { valuation, start }: Revaluation,
  context: CommandContext,
): Promise<void> {
  const { config, folder } = loaded;
  const outFolder = path.resolve(folder, config.output.dir);
  const target = await folderTarget(outFolder, neededFiles(loaded));
  await checkReplaceable(target);
  const { tables, result, report } = valuation;
  await writeResultFolder(
    target,
    {
      tables,
      format: config.output.format,
      describe: () => result,
      record: () => recordOfRun(loaded, { report, result, start, steps: [] }),
    },
    context,
  );
}

function textOf(valued: Revaluation | null, elapsedMs: number, { json }: WatchFlags): string {
  if (valued === null) return json ? '' : 'Saved, but nothing has changed.\n\n';
  const { valuation, before, keys, files } = valued;
  const { result } = valuation;
  if (json) return `${JSON.stringify({ changed: { keys, files }, elapsedMs, result })}\n`;
  const moves = resultMoves(before?.result ?? null, result);
  return watchText({ result, keys, files, moves, elapsedMs, at: new Date() });
}
