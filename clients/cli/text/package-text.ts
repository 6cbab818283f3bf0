/** What `livecalc inspect` prints. */
import { pinnedReference } from '../../../contracts/assumption-pin.ts';
import type { PackageAsset, PackageManifest } from '../../../contracts/package-manifest.ts';
import type { EngineMismatch } from '../../../model/engine-pins.ts';
import { alignRows } from './lines.ts';
import { formatNumber } from './number-format.ts';

/** What `livecalc inspect` found. */
export interface InspectedPackage {
  readonly manifest: PackageManifest;
  /** Pinned engines that are others here. */
  readonly mismatches: readonly EngineMismatch[];
}

export function packageText(name: string, { manifest, mismatches }: InspectedPackage): string {
  const { runtimeVersion, config, engines, assets, assumptions = [] } = manifest;
  const files = assets.map((asset) => [
    asset.path,
    formatNumber(asset.sizeBytes),
    short(asset.sha256),
    asset.included ? 'included' : 'by its hash',
  ]);
  const pins = Object.entries(engines).map(([engine, sha256]) => {
    const mismatch = mismatches.find((one) => one.name === engine);
    return [engine, short(sha256), mismatch ? hereWords(mismatch.found) : 'the one here'];
  });
  const tables = assumptions.map((pin) => [
    pinnedReference(pin),
    pin.version,
    pin.status,
    pin.path,
  ]);
  const included = assets.filter((asset) => asset.included);
  return [
    `${name}: every file in it is as its manifest says`,
    '',
    ...alignRows([['file', 'bytes', 'sha256', ''], ...files], [1]),
    `  ${totalWords(assets)}; in the package ${totalWords(included)}`,
    '',
    ...(tables.length === 0
      ? []
      : [...alignRows([['assumption', 'version', 'status', 'file'], ...tables]), '']),
    ...alignRows([['built-in engine', 'sha256', ''], ...pins]),
    '',
    ...alignRows([
      ['config', config.sha256],
      ['made by', `livecalc ${runtimeVersion}`],
    ]),
  ].join('\n');
}

function short(sha256: string): string {
  return `${sha256.slice(0, 16)}...`;
}

function hereWords(found: string | null): string {
  return found === null ? 'not built in here' : `another here: ${short(found)}`;
}

function totalWords(assets: readonly PackageAsset[]): string {
  const sizeBytes = assets.reduce((sum, asset) => sum + asset.sizeBytes, 0);
  const files = assets.length === 1 ? '1 file' : `${formatNumber(assets.length)} files`;
  return `${files} with ${formatNumber(sizeBytes)} bytes`;
}
