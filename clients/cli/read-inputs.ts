/** What a configuration names, read from the disk. */
import type { RunConfig } from '../../contracts/config.ts';
import type { RunInputs } from '../../contracts/run-inputs.ts';
import { nodePlatform } from '../../runtime/node/platform.ts';
import { loadInputs } from '../../tables/inputs/load-inputs.ts';
import { openFile } from '../../tables/node/file-source.ts';
import { localPath, localPrefix, type LoadedConfig } from './load-config.ts';

const relativeAdvice = "Paths in a configuration are relative to the configuration's own folder.";

/** What `loadInputs` and `checkInputs` ask for. */
export function inputRequest(
  { config, folder, typed }: LoadedConfig,
  signal: AbortSignal,
): Parameters<typeof loadInputs>[0] {
  const nameOf = (reference: string): string =>
    typed.get(reference) ?? reference.slice(localPrefix.length);
  return {
    config,
    nameOf,
    open: (reference) => {
      const advice = typed.has(reference) ? '' : relativeAdvice;
      return openFile(localPath(reference, folder), nameOf(reference), advice);
    },
    createSha256: nodePlatform().createSha256,
    carryColumns: config.output.tables.includes('policies'),
    signal,
  };
}

/** Reads and validates every input. Throws as `loadInputs` does. */
export async function readInputs(loaded: LoadedConfig, signal: AbortSignal): Promise<RunInputs> {
  return await loadInputs(inputRequest(loaded, signal));
}

/** Reads the inputs of a configuration and of others that differ from it in single keys. */
export function inputLoader(
  loaded: LoadedConfig,
  signal: AbortSignal,
): (config: RunConfig) => Promise<RunInputs> {
  return (config) => loadInputs(inputRequest({ ...loaded, config }, signal));
}
