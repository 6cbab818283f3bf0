/** Finds a configuration, applies the command line's overrides to it, and resolves its paths. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { RunConfig } from '../../contracts/config.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import {
  applyOverrides,
  parseConfigObject,
  parseConfigText,
} from '../../contracts/parse-config.ts';
import { nodeEngines } from '../../engines-wasm/node/engine-files.ts';
import type { EngineSource } from '../../engines-wasm/engine-source.ts';

const configFileName = 'livecalc.config.json';
/** What a file reference in a configuration begins with. */
export const localPrefix = 'local://';

/** A configuration and the folder that its paths start from. */
export interface LoadedConfig {
  readonly config: RunConfig;
  /** The file as the user named it. */
  readonly file: string;
  /** Absolute. */
  readonly folder: string;
}

/**
 * Reads CONFIG, a file or the folder of a livecalc.config.json, and sets `overrides` ("a.b=x") in
 * it. Throws FILE_NOT_FOUND, CONFIG_INVALID, ARGUMENT_INVALID.
 */
export async function loadConfig(
  configPath: string,
  overrides: (folder: string) => readonly string[] = () => [],
): Promise<LoadedConfig> {
  const file = await configFile(configPath);
  const folder = path.dirname(path.resolve(file));
  const text = await readText(file);
  const assignments = overrides(folder);
  const value = applyOverrides(parseConfigText(text, file), assignments);
  const label = assignments.length === 0 ? file : `${file} with ${assignments.join(' ')}`;
  return { config: parseConfigObject(value, label), file, folder };
}

/** Built-in engines and those the configuration brings. */
export function configEngines({ config, folder }: LoadedConfig): EngineSource {
  const local = Object.entries(config.engines);
  return nodeEngines(
    Object.fromEntries(local.map(([name, reference]) => [name, localPath(reference, folder)])),
  );
}

/** The absolute path of a `local://` reference. */
export function localPath(reference: string, folder: string): string {
  return path.resolve(folder, reference.slice(localPrefix.length));
}

/** The `local://` reference of a path that is relative to the current directory. */
export function localReference(file: string, folder: string): string {
  const relative = path.relative(folder, path.resolve(file));
  return localPrefix + relative.replaceAll(path.sep, '/');
}

async function configFile(configPath: string): Promise<string> {
  const found = await stat(configPath).catch(() => null);
  return found?.isDirectory() ? path.join(configPath, configFileName) : configPath;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const message =
      `The configuration ${file} cannot be read (${(error as NodeJS.ErrnoException).code}). ` +
      `Expected a ${configFileName}, or a folder that holds one.`;
    throw new LiveCalcError('FILE_NOT_FOUND', message, { file }, error);
  }
}
