/** The container of the objects, with whichever credentials there are. Azure's packages are loaded here and only when needed. */
import type { ContainerClient } from '@azure/storage-blob';

export interface AzureOptions {
  /**
   * `https://ACCOUNT.blob.core.windows.net/CONTAINER`. Without a connection string the identity of the
   * process is used: workload identity, managed identity, `az login`.
   */
  readonly containerUrl?: string | undefined;
  /** With it, only the container's name is taken from the address; without an address it is `livecalc`. */
  readonly connectionString?: string | undefined;
}

/** Signs an address for reading a blob, for so many seconds. */
export type SignUrl = (blob: string, forSeconds: number) => Promise<string | null>;

export interface AzureContainer {
  readonly client: ContainerClient;
  readonly sign: SignUrl;
}

/** Bounds on one request: a store that hangs must not hang the gateway. */
const retryOptions = {
  maxTries: 4,
  tryTimeoutInMs: 60_000,
  retryDelayInMs: 500,
  maxRetryDelayInMs: 4000,
};
/** Clocks may differ by so much. */
const skewMs = 5 * 60_000;
const delegationMs = 60 * 60_000;

export async function azureContainer(options: AzureOptions): Promise<AzureContainer> {
  const { connectionString, containerUrl } = options;
  if (connectionString !== undefined) return await byConnection(connectionString, containerUrl);
  if (containerUrl !== undefined) return await byIdentity(containerUrl);
  throw new Error('Neither containerUrl nor connectionString is given.');
}

async function byConnection(connection: string, url: string | undefined): Promise<AzureContainer> {
  const { BlobSASPermissions, ContainerClient, StorageSharedKeyCredential } =
    await import('@azure/storage-blob');
  const name = url === undefined ? 'livecalc' : new URL(url).pathname.split('/').at(-1)!;
  const client = new ContainerClient(connection, name, { retryOptions });
  const hasKey = client.credential instanceof StorageSharedKeyCredential;
  const sign: SignUrl = async (blob, forSeconds) =>
    await client.getBlobClient(blob).generateSasUrl({
      permissions: BlobSASPermissions.parse('r'),
      startsOn: new Date(Date.now() - skewMs),
      expiresOn: new Date(Date.now() + forSeconds * 1000),
    });
  return { client, sign: hasKey ? sign : () => Promise.resolve(null) };
}

async function byIdentity(url: string): Promise<AzureContainer> {
  const [blobs, { DefaultAzureCredential }] = await Promise.all([
    import('@azure/storage-blob'),
    import('@azure/identity'),
  ]);
  const credential = new DefaultAzureCredential();
  const client = new blobs.ContainerClient(url, credential, { retryOptions });
  const accountUrl = new URL('.', url).href;
  const service = new blobs.BlobServiceClient(accountUrl, credential, { retryOptions });
  const { accountName, containerName } = client;
  let key: { readonly until: number; readonly value: ReturnType<typeof newKey> } | undefined;
  const newKey = (until: number): ReturnType<typeof service.getUserDelegationKey> =>
    service.getUserDelegationKey(new Date(Date.now() - skewMs), new Date(until));
  const sign: SignUrl = async (blob, forSeconds) => {
    const expiresOn = new Date(Date.now() + forSeconds * 1000);
    if (key === undefined || key.until < expiresOn.getTime()) {
      const until = expiresOn.getTime() + delegationMs;
      key = { until, value: newKey(until) };
      key.value.catch(() => (key = undefined));
    }
    const values = {
      containerName,
      blobName: blob,
      permissions: blobs.BlobSASPermissions.parse('r'),
      startsOn: new Date(Date.now() - skewMs),
      expiresOn,
    };
    const sas = blobs.generateBlobSASQueryParameters(values, await key.value, accountName);
    return `${client.getBlobClient(blob).url}?${sas.toString()}`;
  };
  return { client, sign };
}
