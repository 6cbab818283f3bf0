import { Command } from 'commander';
import { explainPlan, type PlanExplanation } from '../../../runtime/explain/explain-plan.ts';
import { groupPolicies } from '../../../runtime/model-points/group-policies.ts';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import { planValuation, startPool } from '../../../runtime/plan-valuation.ts';
import type { CommandContext } from '../command-context.ts';
import type { LoadedConfig } from '../../../model/load-config.ts';
import { loadModel } from '../load-model.ts';
import { modelEngines } from '../../../model/model-engines.ts';
import { addOverrideOptions, type OverrideFlags } from '../overrides.ts';
import { readInputs } from '../../../model/model-inputs.ts';
import { planText } from '../text/plan-text.ts';

const help = `
Reads the inputs, groups the policies and plans the run, but values nothing. It
prints which variable depends on policy, time and scenario under this
configuration, what is therefore done once instead of often, the stages that
run, and the work before and after, counted from these inputs. There is nothing
to choose: the method follows from the configuration. What happened in a run that
is done, 'livecalc explain' shows.

Examples:
  livecalc explain-plan model/
  livecalc explain-plan model/ --tables scenarios,policies
  livecalc explain-plan model/ --scenarios 10000 --json`;

/** `livecalc explain-plan`: what the planner has decided, why, and what it saves. */
export function explainPlanCommand(context: CommandContext): Command {
  const command = new Command('explain-plan')
    .summary('print how a run will be made, why, and what that saves')
    .description('Prints how the run of a configuration is made, why, and what that saves.')
    .argument('<config>', 'a livecalc.config.json, its folder, or a DAG file')
    .addHelpText('after', help);
  return addOverrideOptions(command, ['policies', 'scenarios', 'tables', 'set'])
    .option('--json', 'print one JSON object on stdout')
    .action(async (config: string, flags: OverrideFlags & { json?: boolean }) => {
      const loaded = await loadModel(config, flags, context);
      const explanation = await explain(loaded, context);
      const text = flags.json ? JSON.stringify(explanation) : planText(explanation, loaded.file);
      context.print(`${text}\n`);
    });
}

async function explain(loaded: LoadedConfig, context: CommandContext): Promise<PlanExplanation> {
  const { config } = loaded;
  const { signal } = context;
  const platform = nodePlatform();
  using pool = startPool(config, platform);
  const portfolio = await readInputs(loaded, signal);
  const request = { config, platform, pool, signal, engines: modelEngines(loaded) };
  const { inputs, earlier } = await groupPolicies({ ...request, inputs: portfolio });
  const plan = { ...(await planValuation({ ...request, inputs })), earlier };
  return explainPlan({ config, portfolio, inputs, plan });
}
