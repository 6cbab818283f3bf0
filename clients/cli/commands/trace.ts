import { Command, Option } from 'commander';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { generateScenarios } from '../../../runtime/generate-scenarios.ts';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import type { RunInputs } from '../../../contracts/run-inputs.ts';
import type { CommandContext } from '../command-context.ts';
import type { LoadedConfig } from '../../../model/load-config.ts';
import { loadModel } from '../load-model.ts';
import { modelEngines } from '../../../model/model-engines.ts';
import { addOverrideOptions, type OverrideFlags } from '../overrides.ts';
import { readInputs } from '../../../model/model-inputs.ts';
import { findPolicy, ratesOfFile, ratesOfTable } from '../trace/trace-basis.ts';
import { tracePolicy } from '../trace/trace-policy.ts';
import { traceCsv, traceText, type Trace } from '../trace/trace-text.ts';

const help = `
Every intermediate is printed with 17 digits: the table cells read, q, w, r, the
discount factor, each flow. The recursion runs in plain TypeScript, apart from
the engine, so the npv it ends with is a check of the engine's.

Examples:
  livecalc trace model/ --policy 17
  livecalc trace model/ --policy 17 --scenario 3 --format csv > policy-17.csv`;

type TraceFlags = Omit<OverrideFlags, 'format' | 'scenarios'> & {
  readonly policy: string;
  readonly scenario: string;
  readonly format: 'text' | 'csv';
  readonly json?: boolean;
};

/** `livecalc trace`: one policy year by year. */
export function traceCommand(context: CommandContext): Command {
  const { signal, print } = context;
  const command = new Command('trace')
    .summary('show one policy year by year')
    .description('Shows one policy under one scenario year by year.')
    .argument('<config>', 'a livecalc.config.json, its folder, or a DAG file')
    .requiredOption('--policy <id>', 'policy_id')
    .option('--scenario <id>', 'scenario_id; generated scenarios count from 0', '0')
    .addOption(
      new Option('--format <format>', 'text or csv').choices(['text', 'csv']).default('text'),
    );
  return addOverrideOptions(command, ['policies', 'seed', 'set'])
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (config: string, { format, json, ...flags }: TraceFlags) => {
      const loaded = await loadModel(config, flags, context);
      const trace = await makeTrace(loaded, flags.policy, flags.scenario, signal);
      const { policyId, scenarioId, years } = trace;
      const npv = years.at(-1)?.npv ?? 0;
      if (json) print(`${JSON.stringify({ policyId, scenarioId, npv, years })}\n`);
      else if (format === 'csv') print(traceCsv(trace));
      else print(`${traceText(trace)}\n`);
    });
}

async function makeTrace(
  loaded: LoadedConfig,
  policyId: string,
  scenarioId: string,
  signal: AbortSignal,
): Promise<Trace> {
  if (loaded.config.pipeline !== undefined) throw noTraceOfPipelines(loaded);
  const inputs = await readInputs(loaded, signal);
  const policy = findPolicy(inputs, loaded.config, policyId);
  const rates = await scenarioRates(loaded, inputs, scenarioId, signal);
  const years = tracePolicy({ ...policy.basis, rates });
  return { policyId, scenarioId, config: loaded.config, policy, years, nameOf: loaded.nameOf };
}

function noTraceOfPipelines({ file }: LoadedConfig): LiveCalcError {
  const message =
    `${file} has a pipeline of its own, and trace shows the built-in projection alone. ` +
    `Trace a config without "pipeline".`;
  return new LiveCalcError('CONFIG_INVALID', message, { file, column: 'pipeline' });
}

async function scenarioRates(
  loaded: LoadedConfig,
  inputs: RunInputs,
  scenarioId: string,
  signal: AbortSignal,
): Promise<Float64Array> {
  if (inputs.scenarios !== null) {
    return ratesOfFile(inputs.scenarios, inputs.scenarioIds, scenarioId);
  }
  const { horizonYears } = inputs;
  const { config } = loaded;
  const platform = nodePlatform();
  const engines = modelEngines(loaded);
  const table = await generateScenarios({ config, horizonYears, engines, platform, signal });
  return ratesOfTable(table, scenarioId);
}
