/**
 * What comes from outside becomes a run that may be planned: a submission or a package, every file of
 * it stored under its hash. The server reads none of the files.
 */
import type { RunConfig } from '../contracts/config.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import type { AssetContent, Submission } from '../contracts/wire/submission.ts';
import { openPackage } from '../model/package/open-package.ts';
import type { PackageLimits } from '../model/package/package-limits.ts';
import type { AssetShelf, PinnedAsset } from './asset-shelf.ts';
import type { DiskRoom } from './storage/disk-room.ts';
import { absentFiles, refuseMissing, refuseUnnamed, type MissingFile } from './model-files.ts';
import type { Form } from './form-parts.ts';
import { receiveForm } from './receive-form.ts';
import { receivePackage } from './receive-package.ts';
import { runOrder, type RunOrder } from './run-order.ts';
import { submittedModel } from './submitted-model.ts';

export interface IntakeOptions<Asset extends PinnedAsset> {
  readonly assets: AssetShelf<Asset>;
  readonly room: DiskRoom;
  /** Absolute: where packages lie while they are read. */
  readonly folder: string;
  readonly limits: PackageLimits;
  /** Whether models may bring engines of their own. */
  readonly allowsCode: boolean;
}

type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** A file of a model: bytes that came with it, or the hash of one that should be here. */
interface ModelFile {
  readonly path: string;
  readonly sha256: string | undefined;
  /** Undefined where only the hash came. */
  readonly bytes: Bytes | undefined;
}

export class Intake<Asset extends PinnedAsset> {
  readonly #options: IntakeOptions<Asset>;

  constructor(options: IntakeOptions<Asset>) {
    this.#options = options;
  }

  /**
   * Throws CONFIG_INVALID, REQUEST_INVALID, ASSET_MISSING naming all that are, ASSET_CHANGED,
   * ENGINE_NOT_FOUND, PACKAGE_CODE_DENIED, STORAGE_FULL.
   */
  async takeSubmission(submission: Submission, tenant: string): Promise<RunOrder<Asset>> {
    const { config, files } = submittedModel(submission);
    this.#checkCode(config);
    refuseUnnamed(config, files.keys());
    const absent = absentFiles(config, files.keys());
    const modelFiles = [...files].map(([path, content]) => modelFile(path, content));
    const assets = await this.#store(tenant, modelFiles, absent);
    return runOrder(tenant, config, assets, submission.engines);
  }

  /** Throws as `openPackage` and `takeSubmission` do, and what `bytes` throws. */
  async takePackage(bytes: AsyncIterable<Uint8Array>, tenant: string): Promise<RunOrder<Asset>> {
    const { room, folder, limits } = this.#options;
    using received = await receivePackage(bytes, { room, folder });
    await using opened = await openPackage(received.file, limits, 'that was sent');
    const { config, manifest } = opened;
    this.#checkCode(config);
    const files = manifest.assets.map((asset) => ({
      path: asset.path,
      sha256: asset.sha256,
      bytes: asset.included ? opened.read(asset) : undefined,
    }));
    const assets = await this.#store(tenant, files, []);
    return runOrder(tenant, config, assets, manifest.engines);
  }

  /**
   * A multipart/form-data body, its files stored as they come: what its configuration does not name is
   * found out afterwards. Throws as `receiveForm` and `takeSubmission` do.
   */
  async takeForm(form: Form, maxJsonBytes: number, tenant: string): Promise<RunOrder<Asset>> {
    using pins = new DisposableStack();
    const assets = new Map<string, Asset>();
    const limits = { parts: this.#options.limits.files, jsonBytes: maxJsonBytes };
    const submission = await receiveForm(form, limits, async (path, bytes) => {
      assets.set(path, pins.use(await this.#options.assets.put(tenant, bytes, { name: path })));
    });
    const { config, files } = submittedModel(submission, assets.keys());
    this.#checkCode(config);
    const paths = [...assets.keys(), ...files.keys()];
    refuseUnnamed(config, paths);
    const modelFiles = [...files].map(([path, content]) => modelFile(path, content));
    const others = await this.#store(tenant, modelFiles, absentFiles(config, paths));
    pins.move();
    return runOrder(tenant, config, new Map([...assets, ...others]), submission.engines);
  }

  /** Pins what is here before it stores what came, so that a model with gaps costs nothing. */
  async #store(
    tenant: string,
    files: readonly ModelFile[],
    absent: readonly MissingFile[],
  ): Promise<ReadonlyMap<string, Asset>> {
    using pins = new DisposableStack();
    const assets = new Map<string, Asset>();
    const missing = [...absent];
    for (const { path, sha256, bytes } of files) {
      if (bytes !== undefined || sha256 === undefined) continue;
      const known = await this.#options.assets.pin(tenant, sha256);
      if (known) assets.set(path, pins.use(known));
      else missing.push({ path, sha256 });
    }
    refuseMissing(missing);
    for (const { path, sha256, bytes } of files) {
      if (bytes === undefined) continue;
      const expected = { name: path, ...(sha256 !== undefined && { sha256 }) };
      assets.set(path, pins.use(await this.#options.assets.put(tenant, bytes, expected)));
    }
    pins.move();
    return assets;
  }

  #checkCode({ engines }: RunConfig): void {
    const [name] = Object.keys(engines);
    if (name === undefined || this.#options.allowsCode) return;
    const message =
      `The model brings the engine "${name}", and this worker runs no code that a model brings ` +
      '(PACKAGE_CODE=deny). Use built-in engines, or a worker that allows it.';
    throw new LiveCalcError('PACKAGE_CODE_DENIED', message, { node: name });
  }
}

function modelFile(path: string, content: AssetContent): ModelFile {
  if ('sha256' in content) return { path, sha256: content.sha256, bytes: undefined };
  const bytes =
    'text' in content ? Buffer.from(content.text) : Buffer.from(content.base64, 'base64');
  return { path, sha256: undefined, bytes: [bytes] };
}
