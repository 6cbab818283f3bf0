import { Command } from 'commander';
import type { RunConfig } from '../../../contracts/config.ts';
import { ModelInputs } from '../../../model/model-inputs.ts';
import { credentialsFor } from '../../../model/with-assumptions.ts';
import { modelEngines } from '../../../model/model-engines.ts';
import type { Breakpoint } from '../../../runtime/debug/breakpoint.ts';
import { Debugger } from '../../../runtime/debug/debugger.ts';
import { StandingClock } from '../../../runtime/debug/standing-clock.ts';
import { createNodeSha256 } from '../../../runtime/node/node-sha256.ts';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import { runValuation } from '../../../runtime/run-valuation.ts';
import type { Valuation } from '../../../runtime/valuation.ts';
import { stoppedError, type CommandContext } from '../command-context.ts';
import { debugHelp } from '../debug/debug-line.ts';
import { DebugSession } from '../debug/debug-session.ts';
import { endText } from '../debug/debug-text.ts';
import { addOverrideOptions, type OverrideFlags } from '../overrides.ts';
import { openModel } from '../package/open-model.ts';

const help = `
The run stands before its first node, and then goes as it is told:

${debugHelp}
While it stands no time limit runs. Nothing is written; the result hash at the
end is that of livecalc run. Stops also at every "breakpoint" of the config's
nodes. Commands may come from a pipe: then a command that goes wrong makes the
exit code 2.

Examples:
  livecalc debug model/
  printf 'break projection\\nrun\\ninspect scenarios/rates.rate\\nrun\\n' | livecalc debug model/`;

/** `livecalc debug`: drives a run node by node. */
export function debugCommand(context: CommandContext): Command {
  const command = new Command('debug')
    .summary('drive a run node by node and look into it')
    .description('Drives a run node by node, and shows what lies on its bus.')
    .argument('<config>', 'a livecalc.config.json, its folder, a DAG file, or a .lcpkg')
    .addHelpText('after', help);
  return addOverrideOptions(command, [
    'policies',
    'scenarios',
    'seed',
    'threads',
    'set',
    'tables',
  ]).action((config: string, flags: OverrideFlags) => debugConfig(config, flags, context));
}

async function debugConfig(
  given: string,
  flags: OverrideFlags,
  context: CommandContext,
): Promise<void> {
  await using model = await openModel(given, flags, context);
  const { loaded } = model;
  const { config } = loaded;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, context.signal]);
  const inputs = new ModelInputs(loaded, signal);
  const observer: Debugger = new Debugger({
    createSha256: createNodeSha256,
    breakpoints: breakpointsOf(config),
    isPaused: true,
    clock: new StandingClock(),
    onStanding: (standing) => session.standing(standing),
  });
  const credentials = await credentialsFor(loaded);
  const request = {
    config,
    inputs: await inputs.load(config),
    loadInputs: (other: RunConfig) => inputs.load(other),
    engines: modelEngines(loaded),
    platform: nodePlatform(),
    signal,
    observer,
    ...(credentials && { credentials }),
  };
  using talk = context.talk();
  const isTerminal = context.terminal !== null && context.ask !== null;
  const session = new DebugSession(observer, {
    talk,
    isTerminal,
    say: (said) => context.say(said),
  });
  const run = runValuation(request).finally(() => session.over());
  const isStopped = await session.talk();
  if (isStopped) stop.abort(stoppedError());
  const valuation = await outcomeOf(run, isStopped);
  context.print(
    valuation === null ? 'The run was stopped; nothing is written.\n' : endText(valuation.result),
  );
  if (session.failures > 0 && !isTerminal) context.endWith(2);
}

/** Null where it was stopped, as it was told. */
async function outcomeOf(run: Promise<Valuation>, isStopped: boolean): Promise<Valuation | null> {
  if (!isStopped) return await run;
  return await run.catch(() => null);
}

function breakpointsOf({ pipeline }: RunConfig): ReadonlyMap<string, Breakpoint> {
  return new Map(
    (pipeline?.nodes ?? []).flatMap(({ id, breakpoint }) =>
      breakpoint === undefined ? [] : [[id, { at: breakpoint, isOnce: false }] as const],
    ),
  );
}
