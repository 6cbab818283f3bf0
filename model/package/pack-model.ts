/** Makes a package of a model: the same model gives the same bytes, wherever and whenever it is packed. */
import { createHash } from 'node:crypto';
import {
  configName,
  manifestName,
  type PackageAsset,
  type PackageManifest,
} from '../../contracts/package-manifest.ts';
import { runtimeVersion } from '../../runtime/version.ts';
import type { ByteSink } from '../../tables/byte-sink.ts';
import { enginePins } from '../engine-pins.ts';
import type { LoadedConfig } from '../load-config.ts';
import type { Model } from '../model.ts';
import { fileReferences, portfolioReferences } from '../needed-files.ts';
import { checkPinned } from '../open-reference.ts';
import { identifyFile, unchangedBytes, type FileToRead } from './file-bytes.ts';
import { packagedConfigText } from './packaged-config.ts';
import { modelPaths, packagedAssumptions } from './packaged-assumptions.ts';
import { writeZip, type EntryToWrite } from './write-zip.ts';

export interface PackOptions {
  /** Whether portfolios are in the package, or known by their hash to whoever values it. */
  readonly policies: 'included' | 'by-hash';
  readonly signal?: AbortSignal;
}

/**
 * Writes the package of a model; resolves to its manifest. The sink is the caller's to close or to
 * abort. Every file is read twice, because the manifest comes first. Throws FILE_NOT_FOUND,
 * FILE_UNREADABLE, ENGINE_NOT_FOUND, CONFIG_INVALID of a sensitivity, ASSET_CHANGED where a file
 * changes in between, CANCELLED, and what the sink throws.
 */
export async function packModel(
  loaded: LoadedConfig,
  sink: ByteSink,
  { policies, signal }: PackOptions,
): Promise<PackageManifest> {
  const { config } = loaded;
  const pathOf = modelPaths(loaded);
  const leftOut = new Set(policies === 'by-hash' ? portfolioReferences(config).map(pathOf) : []);
  const files = await identifyFiles(loaded, pathOf, leftOut, signal);
  const assumptions = packagedAssumptions(loaded, pathOf);
  const configBytes = Buffer.from(packagedConfigText(config, pathOf));
  const manifest: PackageManifest = {
    v: 1,
    runtimeVersion,
    config: { sha256: sha256Of(configBytes), sizeBytes: configBytes.length },
    engines: await enginePins(config),
    assets: files.map(({ asset }) => asset),
    ...(assumptions.length > 0 && { assumptions }),
  };
  const entries = [
    textEntry(manifestName, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)),
    textEntry(configName, configBytes),
    ...files.filter(({ asset }) => asset.included).map((file) => fileEntry(file, signal)),
  ];
  for await (const piece of writeZip(entries)) await sink.write(piece);
  return manifest;
}

interface PackedFile {
  readonly place: FileToRead;
  readonly asset: PackageAsset;
}

/** Each file once, ascending by path. */
async function identifyFiles(
  model: Model,
  pathOf: (reference: string) => string,
  leftOut: ReadonlySet<string>,
  signal: AbortSignal | undefined,
): Promise<readonly PackedFile[]> {
  const referenceOf = new Map(fileReferences(model.config).map((one) => [pathOf(one), one]));
  const files: PackedFile[] = [];
  // By code units, as a manifest's assets are: toSorted without more.
  for (const path of [...referenceOf.keys()].toSorted()) {
    const reference = referenceOf.get(path)!;
    const [name, advice] = [model.nameOf(reference), model.adviceFor(reference)];
    const place = { file: model.pathOf(reference), name, advice };
    const identity = await identifyFile(place, signal);
    checkPinned(model, reference, identity.sha256);
    files.push({ place, asset: { path, ...identity, included: !leftOut.has(path) } });
  }
  return files;
}

function textEntry(path: string, bytes: Uint8Array): EntryToWrite {
  return { path, sizeBytes: bytes.length, read: () => [bytes] };
}

function fileEntry({ place, asset }: PackedFile, signal: AbortSignal | undefined): EntryToWrite {
  const { path, sizeBytes } = asset;
  return { path, sizeBytes, read: () => unchangedBytes(place, asset, signal) };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
