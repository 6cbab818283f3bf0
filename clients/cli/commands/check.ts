import { Command } from 'commander';
import path from 'node:path';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { sensitivityCases } from '../../../contracts/sensitivity-config.ts';
import type { RunInputs } from '../../../contracts/run-inputs.ts';
import type { Problem } from '../../../tables/problem.ts';
import { inspectEngine } from '../../../engines-wasm/inspect-engine.ts';
import type { RunPlan } from '../../../runtime/pipeline/plan-run.ts';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import { groupPolicies } from '../../../runtime/model-points/group-policies.ts';
import { planBase, planValuation, startPool } from '../../../runtime/plan-valuation.ts';
import type { CommandContext } from '../command-context.ts';
import type { LoadedConfig } from '../../../model/load-config.ts';
import { loadModel } from '../load-model.ts';
import { modelEngines } from '../../../model/model-engines.ts';
import { addOverrideOptions, type OverrideFlags } from '../overrides.ts';
import { updateErrorsFile } from '../errors-file.ts';
import { ModelInputs, readInputs } from '../../../model/model-inputs.ts';
import { warningLines } from '../text/run-summary.ts';
import { formatNumber } from '../text/number-format.ts';

const shownProblems = 5;

const help = `
Reads everything that a run reads and plans it, but values nothing. Every bad
row goes to errors.csv (file, row, column, what was found, what was expected),
not only the first; without problems no file is written, and an old one removed.

Examples:
  livecalc check model/
  livecalc check model/ --policies new.parquet --out new-errors.csv
  livecalc check model/ --memory`;

interface CheckFlags extends Omit<OverrideFlags, 'out'> {
  readonly out?: string;
  readonly memory?: boolean;
  readonly json?: boolean;
}

/** `livecalc check`: validates everything without running. */
export function checkCommand(context: CommandContext): Command {
  const command = new Command('check')
    .summary('validate everything without running')
    .description('Validates config, engines and every row of every input without running.')
    .argument('<config>', 'a livecalc.config.json, its folder, or a DAG file')
    .option('--out <file>', 'where bad rows go; default: errors.csv beside the config');
  return addOverrideOptions(command, ['policies', 'scenarios', 'set'])
    .option('--memory', 'print the memory map of the run: address, bytes, block')
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (config: string, { out, json, memory, ...flags }: CheckFlags) => {
      const loaded = await loadModel(config, flags, context);
      await checkEngines(loaded);
      const problems = await checkAllInputs(loaded, context.signal);
      const file = out ?? path.join(path.dirname(loaded.file), 'errors.csv');
      await updateErrorsFile(file, problems, context);
      if (problems.length > 0) throw problemsError(problems, file);
      const { plan, inputs } = await checkPlan(loaded, context.signal);
      const { warnings } = inputs;
      const text = [
        `${loaded.file}: everything is as it should be`,
        ...warningLines(warnings),
      ].join('\n');
      context.print(`${json ? JSON.stringify({ ok: true, problemCount: 0, warnings }) : text}\n`);
      if (memory && !json) context.print(`\n${plan.layout.print()}\n`);
    });
}

/**
 * Every engine of the model's own must be there: a WebAssembly module that follows the ABI, or Python,
 * which planning initialises where a node names it.
 */
async function checkEngines(loaded: LoadedConfig): Promise<void> {
  const engines = modelEngines(loaded);
  const python = new Set(engines.pythonNames());
  for (const name of Object.keys(loaded.config.engines)) {
    if (python.has(name)) await engines.python(name);
    else await inspectEngine(name, await engines.load(name));
  }
}

/** Bad rows of the inputs, each once, also where only a sensitivity reads them. */
async function checkAllInputs(loaded: LoadedConfig, signal: AbortSignal): Promise<Problem[]> {
  const inputs = new ModelInputs(loaded, signal);
  const configs = [loaded.config, ...sensitivityCases(loaded.config).map(({ config }) => config)];
  const problems = new Map<string, Problem>();
  for (const config of configs) {
    for (const problem of await inputs.check(config)) {
      problems.set(problem.message, problem);
    }
  }
  return [...problems.values()];
}

interface CheckedPlan {
  readonly plan: RunPlan;
  readonly inputs: RunInputs;
}

/**
 * The pipeline must fit together, and the run into memory: that of the model points, as policies are
 * grouped before a run. Nothing is valued.
 */
async function checkPlan(loaded: LoadedConfig, signal: AbortSignal): Promise<CheckedPlan> {
  const { config } = loaded;
  const platform = nodePlatform();
  using pool = startPool(config, platform);
  const portfolio = await readInputs(loaded, signal);
  const request = { config, engines: modelEngines(loaded), platform, pool, signal };
  const { inputs } = await groupPolicies({ ...request, inputs: portfolio });
  await planBase({ ...request, inputs });
  return { plan: await planValuation({ ...request, inputs }), inputs };
}

/** The first problem's code and place, the first few in words, and where all of them are. */
function problemsError(problems: readonly Problem[], file: string): LiveCalcError {
  const [first] = problems as readonly [Problem];
  const shown = problems.slice(0, shownProblems).map(({ message }) => `\n  ${message}`);
  const left = problems.length - shown.length;
  const more = left > 0 ? `\n  and ${formatNumber(left)} more` : '';
  const count = problems.length === 1 ? '1 problem' : `${formatNumber(problems.length)} problems`;
  return new LiveCalcError(
    first.code,
    `${count}, all written to ${file}:${shown.join('')}${more}`,
    {
      file: first.file,
      ...(first.row !== null && { row: first.row }),
      ...(first.column !== null && { column: first.column }),
      ...(first.found !== null && { found: first.found }),
      ...(first.expected !== null && { expected: first.expected }),
      ...(problems.length > 1 && { furtherProblems: problems.length - 1 }),
    },
  );
}
