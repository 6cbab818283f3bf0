/**
 * Reads a package that anyone may have made. What can be known before the files' bytes is checked
 * when it is opened; the bytes of each file are checked while they are read. docs/packages.md gives
 * the order.
 */
import type { RunConfig } from '../../contracts/config.ts';
import { configName, manifestName } from '../../contracts/package-manifest.ts';
import type { PackageAsset, PackageManifest } from '../../contracts/package-manifest.ts';
import type { ByteSource } from '../../tables/byte-source.ts';
import { openFile } from '../../tables/node/file-source.ts';
import { checkDistinct, entryPath } from './entry-path.ts';
import { assetsMissing, refused } from './package-error.ts';
import { localLimits, type PackageLimits } from './package-limits.ts';
import { bytesWords, checkSizes } from './package-sizes.ts';
import { parseManifest, parsePackagedConfig } from './read-manifest.ts';
import { textOf, verified } from './verified-bytes.ts';
import { checkReadable, openZip, type OpenZip, type ZipEntry } from './zip-file.ts';

/** A package whose structure, manifest and configuration are as they should be. */
export interface OpenPackage extends AsyncDisposable {
  readonly manifest: PackageManifest;
  /** What follows `local://` in it are the paths of the manifest's assets. */
  readonly config: RunConfig;
  /** As it stands in the package. */
  readonly configText: string;
  /**
   * The bytes of an included asset, in pieces. Only when the last has come is it known that they are
   * what the manifest says: throws ASSET_CHANGED, PACKAGE_INVALID.
   */
  read(asset: PackageAsset): AsyncIterable<Uint8Array>;
}

/**
 * Opens a package; whoever opens it disposes of it. `name` is what messages call it. Throws
 * FILE_NOT_FOUND, FILE_UNREADABLE, PACKAGE_INVALID, PACKAGE_TOO_LARGE, UNPACKED_TOO_LARGE,
 * COMPRESSION_RATIO_EXCEEDED, TOO_MANY_FILES, PATH_UNSAFE, LINK_REFUSED, ASSET_MISSING,
 * ASSET_CHANGED (the configuration), JSON_TOO_DEEP.
 */
export async function openPackage(
  file: string,
  limits: PackageLimits = localLimits,
  name: string = file,
): Promise<OpenPackage> {
  const source = await openFile(file, name);
  try {
    const opened = await readPackage(source, limits);
    return { ...opened, [Symbol.asyncDispose]: () => source[Symbol.asyncDispose]() };
  } catch (error) {
    await source[Symbol.asyncDispose]();
    throw error;
  }
}

/** A package of whatever bytes; throws as `openPackage` does. */
export async function readPackage(
  source: ByteSource,
  limits: PackageLimits,
): Promise<Omit<OpenPackage, typeof Symbol.asyncDispose>> {
  const { name, sizeBytes } = source;
  if (sizeBytes > limits.packageBytes) {
    const words = bytesWords(sizeBytes, limits.packageBytes);
    throw refused('PACKAGE_TOO_LARGE', name, 'it is too large', words);
  }
  const zip = await openZip(source, limits.files);
  const entries = entriesByPath(zip, name);
  const bytesOf = (path: string): AsyncIterable<Uint8Array> => zip.bytes(entries.get(path)!);
  const manifestText = await textOf(bytesOf(manifestName), manifestName, name);
  const manifest = parseManifest(manifestText, name, limits.files);
  checkEntries([...entries.keys()], manifest, name);
  checkSizes(entries, manifest, limits, source);
  const configBytes = verified(bytesOf(configName), { path: configName, ...manifest.config }, name);
  const configText = await textOf(configBytes, configName, name);
  return {
    manifest,
    config: parsePackagedConfig(configText, manifest, name),
    configText,
    read: (asset) => verified(bytesOf(asset.path), asset, name),
  };
}

function entriesByPath(zip: OpenZip, name: string): ReadonlyMap<string, ZipEntry> {
  const paths = zip.entries.map((entry) => entryPath(entry, name));
  checkDistinct(paths, name);
  for (const [index, expected] of [manifestName, configName].entries()) {
    if (paths[index] === expected) continue;
    const words = { found: paths[index] ?? 'nothing', expected };
    throw refused('PACKAGE_INVALID', name, `entry ${index + 1} is another`, words);
  }
  for (const [index, entry] of zip.entries.entries()) checkReadable(entry, paths[index]!, name);
  return new Map(zip.entries.map((entry, index) => [paths[index]!, entry]));
}

/** No entry more or less than the manifest says, in its order. */
function checkEntries(paths: readonly string[], { assets }: PackageManifest, name: string): void {
  const included = assets.filter((asset) => asset.included);
  const listed = [manifestName, configName, ...included.map(({ path }) => path)];
  const known = new Set(listed);
  const extra = paths.find((path) => !known.has(path));
  if (extra !== undefined) {
    const words = { found: extra, expected: `no entry that ${manifestName} does not list` };
    throw refused('PACKAGE_INVALID', name, 'it has an entry too many', words);
  }
  const present = new Set(paths);
  const missing = included.filter(({ path }) => !present.has(path));
  if (missing.length > 0) throw assetsMissing(name, missing, 'Pack the model again.');
  const misplaced = paths.findIndex((path, index) => path !== listed[index]);
  if (misplaced < 0) return;
  const words = { found: paths[misplaced]!, expected: listed[misplaced]! };
  throw refused('PACKAGE_INVALID', name, `entry ${misplaced + 1} is out of order`, words);
}
