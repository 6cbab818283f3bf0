/** A model's files, and the submission that names them by their hashes. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { CreateSha256 } from '../../contracts/sha256.ts';
import type { SubmissionInput } from '../../contracts/wire/submission.ts';

/** A Blob may be a file that is read when it is sent: `openAsBlob` in Node, `File` in a browser. */
export type AssetBytes = Uint8Array<ArrayBuffer> | Blob | string;

/** Files that are sent only where the server does not have them. */
export interface ModelFiles {
  /** A livecalc.config.json. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Files by the path that follows `local://` in the configuration. */
  readonly assets: ReadonlyMap<string, AssetBytes>;
  /** SHA-256 by name of built-in engines: the run is refused under others. */
  readonly engines?: Readonly<Record<string, string>>;
}

export interface HashedModel {
  readonly submission: SubmissionInput;
  /** By hash. */
  readonly bytes: ReadonlyMap<string, Blob | Uint8Array<ArrayBuffer>>;
}

export function isModelFiles(asked: SubmissionInput | ModelFiles): asked is ModelFiles {
  return asked.assets instanceof Map;
}

export async function hashModel(
  { config, assets, engines = {} }: ModelFiles,
  createSha256: CreateSha256,
  signal: AbortSignal | undefined,
): Promise<HashedModel> {
  const bytes = new Map<string, Blob | Uint8Array<ArrayBuffer>>();
  const named: Record<string, { sha256: string }> = {};
  for (const [path, content] of assets) {
    const asset = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const sha256 = await hashAsset(asset, createSha256, signal);
    bytes.set(sha256, asset);
    named[path] = { sha256 };
  }
  return { submission: { config: { ...config }, assets: named, engines }, bytes };
}

/** The assets that the server lacks. Rethrows what is not about assets, or about others than ours. */
export function lackingAssets(error: unknown, { bytes }: HashedModel): readonly string[] {
  if (!(error instanceof LiveCalcError) || error.code !== 'ASSET_MISSING') throw error;
  const lacking = (error.details.missing ?? []).map(({ sha256 }) => sha256);
  if (lacking.length === 0 || !lacking.every((sha256) => bytes.has(sha256))) throw error;
  return [...new Set(lacking)];
}

async function hashAsset(
  asset: Blob | Uint8Array<ArrayBuffer>,
  createSha256: CreateSha256,
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = createSha256();
  const pieces = asset instanceof Uint8Array ? [asset] : asset.stream();
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    hash.update(piece);
  }
  return hash.digest();
}
