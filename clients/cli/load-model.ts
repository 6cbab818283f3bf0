/** A model as the command line loads it: with its flags, and whoever can be asked for a password. */
import type { OpenManagerOptions } from '../../assumptions/credentials/open-manager.ts';
import { AssumptionResolver } from '../../assumptions/resolve/assumption-resolver.ts';
import { loadConfig, type LoadedConfig } from '../../model/load-config.ts';
import type { Resolving } from '../../model/with-assumptions.ts';
import type { CommandContext } from './command-context.ts';
import { overrideAssignments, typedPaths, type OverrideFlags } from './overrides.ts';

/** Throws as `loadConfig` does. */
export async function loadModel(
  config: string,
  flags: OverrideFlags,
  context: Watch,
  resolving: Resolving = { resolver: resolverOf(context) },
): Promise<LoadedConfig> {
  const assignments = (folder: string): readonly string[] => overrideAssignments(flags, folder);
  return await loadConfig(config, assignments, typedPaths(flags), resolving);
}

type Watch = Pick<CommandContext, 'ask' | 'say' | 'signal'>;

export function resolverOf(watch: Watch): AssumptionResolver {
  return new AssumptionResolver(accessOptionsOf(watch));
}

/** Warnings go to stderr at once: they are about this machine, and no part of a result. */
export function accessOptionsOf({ ask, say, signal }: Watch): OpenManagerOptions {
  return {
    env: process.env,
    signal,
    ask: ask && ((text, { hidden }) => ask({ text, hidden })),
    warn: (text) => say({ stdout: '', stderr: `livecalc: ${text}\n` }),
  };
}
