/** Finds a configuration in either spelling, applies the command line's overrides to it, and resolves its paths. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { expandCredentials, type AmCredentials } from '../contracts/dag/am-credentials.ts';
import { isDag, parseDag } from '../contracts/dag/parse-dag.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import { localPrefix } from '../contracts/file-reference.ts';
import { applyOverrides, parseConfigObject, parseConfigText } from '../contracts/parse-config.ts';
import { sensitivityCases } from '../contracts/sensitivity-config.ts';
import { checkRegularFile } from '../tables/node/regular-file.ts';
import { folderModel, type Model } from './model.ts';
import type { ModelWithAssumptions, Resolving } from './with-assumptions.ts';

const configFileName = 'livecalc.config.json';
/** What a zip begins with. */
const zipMagic = 'PK\u0003\u0004';
/** A model whose configuration was read from a file. */
export interface LoadedConfig extends ModelWithAssumptions {
  /** The file as the user named it. */
  readonly file: string;
  /**
   * `am_credentials` of a DAG file, else null. Expanded only where an assumption needs them: throws
   * CONFIG_INVALID for a variable that is not set.
   */
  readonly amCredentials: { expand(env: NodeJS.ProcessEnv): AmCredentials } | null;
}

const neverAborted = new AbortController().signal;

/**
 * Reads CONFIG, a file (a configuration or a DAG file) or the folder of a livecalc.config.json, and sets
 * `overrides` ("a.b=x") in it; `typedPaths` are paths of the command line among them. Assumptions of a
 * manager are resolved here, once, unless `resolving` is null. Throws FILE_NOT_FOUND, FILE_UNREADABLE,
 * CONFIG_INVALID, ARGUMENT_INVALID; those of a sensitivity name it; and what AssumptionResolver.resolve throws.
 */
export async function loadConfig(
  configPath: string,
  overrides: (folder: string) => readonly string[] = () => [],
  typedPaths: readonly string[] = [],
  resolving?: Resolving | null,
): Promise<LoadedConfig> {
  const file = await configFile(configPath);
  const folder = path.dirname(path.resolve(file));
  const text = await readText(file);
  const model = modelOfText(text, { file, folder }, overrides(folder), typedPaths);
  if (resolving === null) return model;
  // Processes that run what a package brings load configurations too, and cannot read this code (I8).
  const { environmentResolver, withAssumptions } = await import('./with-assumptions.ts');
  return await withAssumptions(model, resolving ?? { resolver: environmentResolver(neverAborted) });
}

/**
 * The model of a configuration's text, its assumptions not resolved; `place.file` is what messages call it, references start from
 * `place.folder`. Throws as loadConfig does.
 */
export function modelOfText(
  text: string,
  place: Pick<LoadedConfig, 'file' | 'folder'>,
  assignments: readonly string[],
  typedPaths: readonly string[],
): LoadedConfig {
  const { file, folder } = place;
  if (text.startsWith(zipMagic)) throw isPackage(file);
  const { value: given, amCredentials } = readSpelling(parseConfigText(text, file), file);
  const value = applyOverrides(given, assignments);
  const label = assignments.length === 0 ? file : `${file} with ${assignments.join(' ')}`;
  const config = parseConfigObject(value, label);
  // Before anything is read: what is wrong with a sensitivity is wrong with the configuration.
  sensitivityCases(config);
  const model = typedPaths.reduce<Model>(
    (known, typed) => withTyped(known, typed, folder),
    folderModel(config, folder),
  );
  return { ...model, file, folder, amCredentials };
}

/** Overrides speak of a configuration, so a DAG file becomes one before they are set. */
function readSpelling(
  value: unknown,
  file: string,
): { value: unknown } & Pick<LoadedConfig, 'amCredentials'> {
  if (!isDag(value)) return { value, amCredentials: null };
  const { config, credentials } = parseDag(value, file);
  const amCredentials = credentials && {
    expand: (env: NodeJS.ProcessEnv) => expandCredentials(credentials, env, file),
  };
  return { value: config, amCredentials };
}

function isPackage(file: string): LiveCalcError {
  const expected = `a ${configFileName}, or a folder that holds one`;
  const message =
    `${file} is a zip, expected ${expected}. Of a package, a .lcpkg, livecalc run and inspect know ` +
    'what to make, and livecalc unpack makes a folder.';
  return new LiveCalcError('CONFIG_INVALID', message, { file, found: 'a zip', expected });
}

/** The model with a path of the command line called as it was typed. */
export function withTyped<M extends Model>(model: M, typed: string, folder: string): M {
  const reference = localReference(typed, folder);
  return {
    ...model,
    nameOf: (one) => (one === reference ? typed : model.nameOf(one)),
    adviceFor: (one) => (one === reference ? '' : model.adviceFor(one)),
  };
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
