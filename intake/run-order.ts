/** A run that may be planned: its files are there and stay there until the order is disposed of. */
import { createHash } from 'node:crypto';
import type { RunConfig } from '../contracts/config.ts';
import { canonicalJson, type Json } from '../runtime/hashing/canonical-json.ts';
import type { PinnedAsset } from './asset-shelf.ts';

export interface RunOrder<Asset extends PinnedAsset> extends Disposable {
  readonly tenant: string;
  /** File references are `local://PATH`, the paths those of `assets`. */
  readonly config: RunConfig;
  readonly assets: ReadonlyMap<string, Asset>;
  /** SHA-256 of the built-in engines that the model was made for, by name. */
  readonly engines: Readonly<Record<string, string>>;
  /** Whether the model brings engines of its own. */
  readonly bringsCode: boolean;
  /** Equal where the same is asked of the same files, however they came. */
  readonly contentHash: string;
}

/** The order of a configuration and its assets, which it lets go of in the end. */
export function runOrder<Asset extends PinnedAsset>(
  tenant: string,
  config: RunConfig,
  assets: ReadonlyMap<string, Asset>,
  engines: Readonly<Record<string, string>>,
): RunOrder<Asset> {
  const hashes = Object.fromEntries([...assets].map(([path, { sha256 }]) => [path, sha256]));
  const content = canonicalJson({ config: config as unknown as Json, assets: hashes, engines });
  return {
    tenant,
    config,
    assets,
    engines,
    bringsCode: Object.keys(config.engines).length > 0,
    contentHash: createHash('sha256').update(content).digest('hex'),
    [Symbol.dispose]: () => {
      for (const asset of assets.values()) asset[Symbol.dispose]();
    },
  };
}
