import { Command } from 'commander';
import { performance } from 'node:perf_hooks';
import path from 'node:path';
import type { RunResult } from '../../../contracts/run-result.ts';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import { runValuation } from '../../../runtime/run-valuation.ts';
import { startPool } from '../../../runtime/plan-valuation.ts';
import type { Valuation } from '../../../runtime/valuation.ts';
import type { CommandContext } from '../command-context.ts';
import type { LoadedConfig } from '../../../model/load-config.ts';
import { modelEngines } from '../../../model/model-engines.ts';
import { neededFiles } from '../../../model/needed-files.ts';
import { addOverrideOptions, type OverrideFlags } from '../overrides.ts';
import { openModel } from '../package/open-model.ts';
import { ModelInputs } from '../../../model/model-inputs.ts';
import { checkReplaceable } from '../result-folder/result-target.ts';
import { folderTarget } from '../whole-folder/folder-target.ts';
import { writeResultFolder } from '../result-folder/write-result-folder.ts';
import { runSummary } from '../text/run-summary.ts';

const help = `
CONFIG is a livecalc.config.json, the folder that holds one, or a package. Every
flag stands for a key of it; --set reaches the others. Paths in the config start
from its folder, paths on the command line and the result folder of a package
from the current directory.

Examples:
  livecalc run examples/term-life
  livecalc run model/ --scenarios 5000 --seed 7 --out what-if
  livecalc run model/ --set projection.mortalityMultiplier=1.1 --json > run.json
  livecalc run model/ --tables scenarios,cash_flows,policies --format csv
  livecalc run model.lcpkg --out signed-off`;

/** `livecalc run`: values a portfolio and writes the result folder. */
export function runCommand(context: CommandContext): Command {
  const command = new Command('run')
    .summary('value a portfolio and write the result folder')
    .description('Values a portfolio under every scenario and writes the result folder.')
    .argument('<config>', 'a livecalc.config.json, its folder, or a .lcpkg')
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
    .action(async (config: string, flags: OverrideFlags & { json?: boolean }) => {
      await using model = await openModel(config, flags, context);
      const { loaded } = model;
      const { result, valuation, files, outFolder } = await valueAndWrite(loaded, context);
      const text = flags.json
        ? JSON.stringify(result)
        : runSummary({ result, tables: valuation.tables, config: loaded.file, outFolder, files });
      context.print(`${text}\n`);
    });
}

interface WrittenRun {
  readonly result: RunResult;
  readonly valuation: Valuation;
  readonly outFolder: string;
  readonly files: readonly string[];
}

async function valueAndWrite(loaded: LoadedConfig, context: CommandContext): Promise<WrittenRun> {
  const { config, folder } = loaded;
  const { signal, onProgress } = context;
  const outFolder = path.resolve(folder, config.output.dir);
  const target = await folderTarget(outFolder, neededFiles(loaded));
  await checkReplaceable(target);
  const platform = nodePlatform();
  // Threads come up while the inputs are read.
  using pool = startPool(config, platform);
  onProgress({ kind: 'stage', stage: 'read' });
  const read = stopwatch();
  const model = new ModelInputs(loaded, signal);
  const inputs = await model.load(config);
  const readMs = read();
  const valuation = await runValuation({
    config,
    inputs,
    loadInputs: (other) => model.load(other),
    engines: modelEngines(loaded),
    platform,
    pool,
    signal,
    onProgress,
  });
  onProgress({ kind: 'stage', stage: 'write' });
  const write = stopwatch();
  let result = valuation.result;
  const describe = (): RunResult => {
    const timings = { read: readMs, ...result.timings, write: write() };
    return (result = { ...result, timings });
  };
  const content = { tables: valuation.tables, format: config.output.format, describe };
  const files = await writeResultFolder(target, content, context);
  return { result, valuation, outFolder, files };
}

/** Returns what tells the milliseconds since this call, to a microsecond. */
function stopwatch(): () => number {
  const startMs = performance.now();
  return () => Math.round((performance.now() - startMs) * 1000) / 1000;
}
