/**
 * Objects in a container of Azure Blob Storage: `TENANT/SHA256`.
 *
 * Bytes go up in blocks, one at a time; the blob is there once the list of its blocks is committed,
 * which happens when their hash is known to be right. Blocks that were never committed are Azure's to
 * remove (after a week). Where the hash is not known before, large objects wait in a temporary file.
 */
import type { ContainerClient } from '@azure/storage-blob';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import { azureContainer, type AzureOptions, type SignUrl } from './azure-container.ts';
import { asAzureError, ifBlob, onAzure, statusOf } from './azure-errors.ts';
import { uploadBlob } from './azure-upload.ts';
import { CheckedBytes, noObject, type Bytes } from './checked-bytes.ts';
import type { ByteRange, ExpectedObject, ObjectStore, StoredObject } from './object-store.ts';
import { tenantPrefix } from './tenant-prefix.ts';

/** Throws BACKEND_UNAVAILABLE where the container is not there and cannot be made. */
export async function openAzureObjects(options: AzureOptions): Promise<ObjectStore> {
  const { client, sign } = await azureContainer(options);
  // An identity may be allowed blobs only: what is there need not be made.
  if (!(await onAzure(client.exists()))) await onAzure(client.createIfNotExists());
  return new AzureObjects(client, sign);
}

class AzureObjects implements ObjectStore {
  readonly #container: ContainerClient;
  readonly #sign: SignUrl;

  constructor(container: ContainerClient, sign: SignUrl) {
    this.#container = container;
    this.#sign = sign;
  }

  async put(tenant: string, bytes: Bytes, expected: ExpectedObject): Promise<ObjectRef> {
    const blobOf = (sha256: string): ReturnType<ContainerClient['getBlockBlobClient']> =>
      this.#container.getBlockBlobClient(blobName(tenant, sha256));
    return await uploadBlob(new CheckedBytes(bytes, expected), expected.sha256, blobOf);
  }

  async find(tenant: string, sha256: string): Promise<StoredObject | null> {
    const found = await ifBlob(this.#blob(tenant, sha256).getProperties());
    if (found === undefined) return null;
    return { sha256, sizeBytes: found.contentLength ?? 0, version: found.etag ?? '' };
  }

  async renew(tenant: string, sha256: string): Promise<boolean> {
    // Setting metadata gives the blob another ETag.
    return (await ifBlob(this.#blob(tenant, sha256).setMetadata({}))) !== undefined;
  }

  async *read(tenant: string, sha256: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    if (range !== undefined && range.end <= range.begin) return;
    const { begin = 0, end } = range ?? {};
    const count = end === undefined ? undefined : end - begin;
    const options = { maxRetryRequests: 4 };
    const found = await ifBlob(this.#blob(tenant, sha256).download(begin, count, options));
    if (found === undefined) throw noObject(sha256);
    try {
      yield* found.readableStreamBody as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw asAzureError(error);
    }
  }

  async signedUrl(tenant: string, sha256: string, forSeconds: number): Promise<string | null> {
    return await onAzure(this.#sign(blobName(tenant, sha256), forSeconds));
  }

  localFile(): null {
    return null;
  }

  async remove(tenant: string, sha256: string, version?: string): Promise<void> {
    const conditions = version === undefined ? {} : { ifMatch: version };
    const removal = this.#blob(tenant, sha256).delete({ conditions });
    await ifBlob(removal.catch(unlessOtherVersion));
  }

  async size(): Promise<{ readonly objects: number; readonly bytes: number }> {
    let [objects, bytes] = [0, 0];
    try {
      for await (const { properties } of this.#container.listBlobsFlat()) {
        objects++;
        bytes += properties.contentLength ?? 0;
      }
    } catch (error) {
      throw asAzureError(error);
    }
    return { objects, bytes };
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #blob(tenant: string, sha256: string): ReturnType<ContainerClient['getBlobClient']> {
    return this.#container.getBlobClient(blobName(tenant, sha256));
  }
}

function blobName(tenant: string, sha256: string): string {
  return `${tenantPrefix(tenant)}/${sha256}`;
}

function unlessOtherVersion(error: unknown): undefined {
  if (statusOf(error) !== 412) throw error;
}
