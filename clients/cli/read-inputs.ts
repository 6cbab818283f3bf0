/** What a configuration names, read from the disk. */
import type { RunInputs } from '../../contracts/run-inputs.ts';
import { nodePlatform } from '../../runtime/node/platform.ts';
import { loadInputs } from '../../tables/inputs/load-inputs.ts';
import { openFile } from '../../tables/node/file-source.ts';
import { localPath, localPrefix, type LoadedConfig } from './load-config.ts';

/** What `loadInputs` and `checkInputs` ask for. */
export function inputRequest(
  { config, folder }: LoadedConfig,
  signal: AbortSignal,
): Parameters<typeof loadInputs>[0] {
  return {
    config,
    open: (reference) =>
      openFile(localPath(reference, folder), reference.slice(localPrefix.length)),
    createSha256: nodePlatform().createSha256,
    carryColumns: config.output.tables.includes('policies'),
    signal,
  };
}

/** Reads and validates every input. Throws as `loadInputs` does. */
export async function readInputs(loaded: LoadedConfig, signal: AbortSignal): Promise<RunInputs> {
  return await loadInputs(inputRequest(loaded, signal));
}
