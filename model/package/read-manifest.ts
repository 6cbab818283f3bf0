/** What a package says of itself: its manifest and its configuration, as text. */
import { pinnedName } from '../../contracts/assumption-pin.ts';
import type { RunConfig } from '../../contracts/config.ts';
import { firstFinding } from '../../contracts/describe-issues.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import {
  configName,
  manifestName,
  manifestSchema,
  type PackageManifest,
} from '../../contracts/package-manifest.ts';
import { parseConfig } from '../../contracts/parse-config.ts';
import { JsonDepthError, JsonTextError, parseJson } from '../../contracts/parse-json.ts';
import { referencePath } from '../model.ts';
import { fileReferences } from '../needed-files.ts';
import { checkDistinct } from './entry-path.ts';
import { refused } from './package-error.ts';

/** Throws PACKAGE_INVALID, JSON_TOO_DEEP, PATH_UNSAFE, TOO_MANY_FILES for more than `maxAssets`. */
export function parseManifest(text: string, name: string, maxAssets: number): PackageManifest {
  const value = parsedJson(text, name);
  checkCount(value, name, maxAssets);
  const { success, data, error } = manifestSchema.safeParse(value);
  if (!success) {
    const first = firstFinding(manifestSchema, value, error.issues);
    const words = { found: first?.found ?? 'another', expected: first?.expected ?? 'its schema' };
    const what = `in ${manifestName}, ${first?.key || 'the whole'} is wrong`;
    throw refused('PACKAGE_INVALID', name, what, words, error);
  }
  const paths = data.assets.map(({ path }) => path);
  const misplaced = paths.findIndex((path, index) => index > 0 && !(paths[index - 1]! < path));
  if (misplaced > 0) {
    const found = `${paths[misplaced]} after ${paths[misplaced - 1]}`;
    const words = { found, expected: 'ascending paths, each once' };
    throw refused('PACKAGE_INVALID', name, `${manifestName} is out of order`, words);
  }
  checkDistinct([manifestName, configName, ...paths], name);
  checkAssumptions(data, name);
  return data;
}

/** What is said to come from an Assumptions Manager is one of the files, with these bytes. */
function checkAssumptions({ assets, assumptions = [] }: PackageManifest, name: string): void {
  const hashes = new Map(assets.map(({ path, sha256 }) => [path, sha256]));
  for (const pin of assumptions) {
    const found = hashes.get(pin.path);
    if (found === pin.sha256) continue;
    const words = { found: `SHA-256 ${found ?? 'of no file'}`, expected: pin.sha256 };
    const what = `${manifestName} says that ${pin.path} is ${pinnedName(pin)}`;
    throw refused('PACKAGE_INVALID', name, what, words);
  }
}

/** Before the schema, which would say of each what is wrong with it. */
function checkCount(value: unknown, name: string, maxAssets: number): void {
  const { assets } = { ...(value as object | null) } as { assets?: unknown };
  if (!Array.isArray(assets) || assets.length <= maxAssets) return;
  const words = { found: `${assets.length} assets`, expected: `at most ${maxAssets}` };
  throw refused('TOO_MANY_FILES', name, `${manifestName} lists too many files`, words);
}

/** The configuration; its files must be the manifest's. Throws PACKAGE_INVALID, JSON_TOO_DEEP. */
export function parsePackagedConfig(
  text: string,
  { assets }: PackageManifest,
  name: string,
): RunConfig {
  const { config, named } = configAndPaths(text, name);
  const listed = new Set(assets.map(({ path }) => path));
  const unlisted = [...named].find((path) => !listed.has(path));
  if (unlisted !== undefined) {
    const words = { found: `no ${unlisted} in ${manifestName}`, expected: 'every file it names' };
    throw refused('PACKAGE_INVALID', name, `${configName} names ${unlisted}`, words);
  }
  const unnamed = [...listed].find((path) => !named.has(path));
  if (unnamed !== undefined) {
    const words = { found: `no ${unnamed} in ${configName}`, expected: 'files that it names' };
    throw refused('PACKAGE_INVALID', name, `${manifestName} lists ${unnamed}`, words);
  }
  return config;
}

interface ConfigAndPaths {
  readonly config: RunConfig;
  /** Of the files that it names. */
  readonly named: ReadonlySet<string>;
}

function configAndPaths(text: string, name: string): ConfigAndPaths {
  try {
    const config = parseConfig(text, configName);
    return { config, named: new Set(fileReferences(config).map(referencePath)) };
  } catch (error) {
    if (!(error instanceof LiveCalcError)) throw error;
    const code = error.cause instanceof JsonDepthError ? 'JSON_TOO_DEEP' : 'PACKAGE_INVALID';
    const message = `The package ${name} is refused: ${error.message}`;
    throw new LiveCalcError(code, message, { ...error.details, file: name }, error);
  }
}

function parsedJson(text: string, name: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    const code = error instanceof JsonDepthError ? 'JSON_TOO_DEEP' : 'PACKAGE_INVALID';
    const what = `${manifestName} is wrong at line ${error.line}, column ${error.column}`;
    throw refused(code, name, what, error, error);
  }
}
