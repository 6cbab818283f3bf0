/** A run that may be planned: its files are there and stay there until the order is disposed of. */
import { createHash } from 'node:crypto';
import type { RunConfig } from '../../contracts/config.ts';
import { canonicalJson, type Json } from '../../runtime/hashing/canonical-json.ts';
import type { PinnedAsset } from '../assets/asset-store.ts';
import type { RunTask } from '../executor/executor.ts';

export interface RunOrder extends Omit<RunTask, 'resultFolder'>, Disposable {
  /** Equal where the same is asked of the same files, however they came. */
  readonly contentHash: string;
}

/** The order of a configuration and its assets, which it lets go of in the end. */
export function runOrder(
  tenant: string,
  config: RunConfig,
  assets: ReadonlyMap<string, PinnedAsset>,
  engines: Readonly<Record<string, string>>,
): RunOrder {
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
