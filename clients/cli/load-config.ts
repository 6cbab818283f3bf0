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
import { sensitivityCases } from '../../contracts/sensitivity-config.ts';
import { nodeEngines } from '../../engines-wasm/node/engine-files.ts';
import type { EngineSource } from '../../engines-wasm/engine-source.ts';
import { checkRegularFile } from '../../tables/node/regular-file.ts';

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
  /** References that stand for a path on the command line, and that path as it was typed. */
  readonly typed: ReadonlyMap<string, string>;
}

/**
 * Reads CONFIG, a file or the folder of a livecalc.config.json, and sets `overrides` ("a.b=x") in
 * it; `typedPaths` are paths of the command line among them. Throws FILE_NOT_FOUND, FILE_UNREADABLE,
 * CONFIG_INVALID, ARGUMENT_INVALID; those of a sensitivity name it.
 */
export async function loadConfig(
  configPath: string,
  overrides: (folder: string) => readonly string[] = () => [],
  typedPaths: readonly string[] = [],
): Promise<LoadedConfig> {
  const file = await configFile(configPath);
  const folder = path.dirname(path.resolve(file));
  const text = await readText(file);
  const assignments = overrides(folder);
  const value = applyOverrides(parseConfigText(text, file), assignments);
  const label = assignments.length === 0 ? file : `${file} with ${assignments.join(' ')}`;
  const typed = new Map(typedPaths.map((one) => [localReference(one, folder), one]));
  const config = parseConfigObject(value, label);
  // Before anything is read: what is wrong with a sensitivity is wrong with the configuration.
  sensitivityCases(config);
  return { config, file, folder, typed };
}

/** Built-in engines and those the configuration brings. */
export function configEngines({ config, folder }: LoadedConfig): EngineSource {
  const local = new Map(
    Object.entries(config.engines).map(([name, reference]) => [name, localPath(reference, folder)]),
  );
  const engines = nodeEngines(Object.fromEntries(local));
  return {
    names: () => engines.names(),
    load: async (name) => {
      const file = local.get(name);
      if (file !== undefined) await checkRegularFile(file);
      return await engines.load(name);
    },
  };
}

/** The configuration's file and every file that it and its sensitivities name, absolute. */
export function neededFiles({ config, file, folder }: LoadedConfig): readonly string[] {
  const configs = [config, ...sensitivityCases(config).map((one) => one.config)];
  const references = new Set([
    ...Object.values(config.engines),
    ...configs.flatMap(inputReferences),
  ]);
  return [path.resolve(file), ...[...references].map((one) => localPath(one, folder))];
}

/** The input files that a configuration names. */
function inputReferences({ policies, assumptions, scenarios }: RunConfig): readonly string[] {
  const rates = 'file' in scenarios ? scenarios.file : undefined;
  const references = [policies, ...Object.values(assumptions), rates, scenarios.base];
  return references.filter((one) => one !== undefined);
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

/** The file that CONFIG, a file or its folder, stands for; it need not be there. */
export async function configFile(configPath: string): Promise<string> {
  const found = await stat(configPath).catch(() => null);
  return found?.isDirectory() ? path.join(configPath, configFileName) : configPath;
}

async function readText(file: string): Promise<string> {
  await checkRegularFile(file);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const message =
      `The configuration ${file} cannot be read (${(error as NodeJS.ErrnoException).code}). ` +
      `Expected a ${configFileName}, or a folder that holds one.`;
    throw new LiveCalcError('FILE_NOT_FOUND', message, { file }, error);
  }
}
