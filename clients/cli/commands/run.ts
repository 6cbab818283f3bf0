import { Command } from 'commander';
import path from 'node:path';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import { runValuation } from '../../../runtime/run-valuation.ts';
import { startPool } from '../../../runtime/plan-valuation.ts';
import type { CommandContext } from '../command-context.ts';
import { partialExitCode } from '../describe-error.ts';
import { accessToken, tokenVariable } from '../remote/access-token.ts';
import type { ValuedRun } from '../remote/value-remotely.ts';
import { stopwatch } from '../stopwatch.ts';
import type { LoadedConfig } from '../../../model/load-config.ts';
import { credentialsFor } from '../../../model/with-assumptions.ts';
import { modelEngines } from '../../../model/model-engines.ts';
import { neededFiles } from '../../../model/needed-files.ts';
import { addOverrideOptions, type OverrideFlags } from '../overrides.ts';
import { openModel } from '../package/open-model.ts';
import { ModelInputs } from '../../../model/model-inputs.ts';
import { recordOfRun, runStart, stepSince } from '../../../model/record-of-run.ts';
import { checkReplaceable } from '../result-folder/result-target.ts';
import { folderTarget } from '../whole-folder/folder-target.ts';
import { writeResultFolder } from '../result-folder/write-result-folder.ts';
import { readPins } from '../result-folder/read-pins.ts';
import { runSummary } from '../text/run-summary.ts';

const help = `
CONFIG is a livecalc.config.json, the folder that holds one, a DAG file, or a
package. Every flag stands for a key of it; --set reaches the others. Paths in
the config start from its folder, paths on the command line and the result
folder of a package from the current directory. Ctrl-C ends a run and leaves
nothing behind; one on a server is cancelled there.

Examples:
  livecalc run examples/term-life
  livecalc run model/ --scenarios 5000 --seed 7 --out what-if
  livecalc run model/ --set projection.mortalityMultiplier=1.1 --json > run.json
  livecalc run model/ --tables scenarios,cash_flows,policies --format csv
  livecalc run model.lcpkg --out signed-off
  livecalc run model/ --pins signed-off --out again
  livecalc run model/ --remote https://livecalc.example --token-file token`;

/** `livecalc run`: values a portfolio and writes the result folder. */
export function runCommand(context: CommandContext): Command {
  const command = new Command('run')
    .summary('value a portfolio and write the result folder')
    .description('Values a portfolio under every scenario and writes the result folder.')
    .argument('<config>', 'a livecalc.config.json, its folder, a DAG file, or a .lcpkg')
    .addHelpText('after', help);
  addOverrideOptions(command, [
    'policies',
    'scenarios',
    'seed',
    'threads',
    'set',
    'tables',
    'out',
    'format',
  ]);
  return command
    .option('--json', 'print the result as one JSON object on stdout')
    .option('--pins <file>', 'value with the assumptions of this result.json, or its folder')
    .option('--remote <url>', 'value it on the worker or gateway at this address')
    .option(
      '--token-file <file>',
      `with --remote: the token, where ${tokenVariable} does not hold it`,
    )
    .action(async (config: string, flags: RunFlags) => {
      const value = await valuerOf(flags, context);
      const pins = flags.pins === undefined ? undefined : await readPins(flags.pins);
      await using model = await openModel(config, flags, context, pins);
      const { loaded } = model;
      const written = await valueAndWrite(loaded, value, context);
      const text = flags.json
        ? JSON.stringify(written.result)
        : runSummary({ ...written, config: loaded.file });
      context.print(`${text}\n`);
      context.endWith(partialExitCode(written.result.partial));
    });
}

interface RunFlags extends OverrideFlags {
  readonly json?: boolean;
  readonly pins?: string;
  readonly remote?: string;
  readonly tokenFile?: string;
}

type Valuer = (loaded: LoadedConfig) => Promise<ValuedRun>;

async function valuerOf({ remote, tokenFile }: RunFlags, context: CommandContext): Promise<Valuer> {
  if (remote === undefined && tokenFile !== undefined) {
    const message = '--token-file says who asks a server; --remote, which names one, is missing.';
    throw new LiveCalcError('ARGUMENT_INVALID', message);
  }
  if (remote === undefined) return (loaded) => valueHere(loaded, context);
  const token = await accessToken(tokenFile);
  // The client takes as long to load as a small run takes: only where it is needed.
  const { valueRemotely } = await import('../remote/value-remotely.ts');
  return (loaded) => valueRemotely(loaded, { url: remote, token }, context);
}

interface WrittenRun extends ValuedRun {
  readonly outFolder: string;
  readonly files: readonly string[];
}

async function valueAndWrite(
  loaded: LoadedConfig,
  value: Valuer,
  context: CommandContext,
): Promise<WrittenRun> {
  const { config, folder } = loaded;
  const outFolder = path.resolve(folder, config.output.dir);
  const target = await folderTarget(outFolder, neededFiles(loaded));
  await checkReplaceable(target);
  const valued = await value(loaded);
  context.onProgress({ kind: 'stage', stage: 'write' });
  const startedMs = performance.now();
  const write = stopwatch();
  let { result } = valued;
  let ms = 0;
  const describe = (): RunResult =>
    (result = { ...result, timings: { ...result.timings, write: (ms = write()) } });
  const record = () => valued.record(result, { name: 'write', startedMs, ms });
  const content = { tables: valued.tables, format: config.output.format, describe, record };
  const files = await writeResultFolder(target, content, context);
  return { ...valued, result, outFolder, files };
}

async function valueHere(
  loaded: LoadedConfig,
  { signal, onProgress }: CommandContext,
): Promise<ValuedRun> {
  const { config } = loaded;
  const platform = nodePlatform();
  // Threads come up while the inputs are read.
  using pool = startPool(config, platform);
  onProgress({ kind: 'stage', stage: 'read' });
  const start = runStart();
  const model = new ModelInputs(loaded, signal);
  const inputs = await model.load(config);
  const read = stepSince('read', start.originMs);
  const credentials = await credentialsFor(loaded);
  const valuation = await runValuation({
    config,
    inputs,
    loadInputs: (other) => model.load(other),
    engines: modelEngines(loaded),
    platform,
    pool,
    signal,
    onProgress,
    ...(credentials && { credentials }),
  });
  const { result, tables, report } = valuation;
  return {
    result: { ...result, timings: { read: read.ms, ...result.timings } },
    tables,
    record: (written, write) =>
      recordOfRun(loaded, { report, result: written, start, steps: [read, write] }),
  };
}
