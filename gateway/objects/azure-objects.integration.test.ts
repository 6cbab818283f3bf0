import { beforeAll, describe, expect, it } from 'vitest';
import { thrownBy } from '../../service/testing/thrown.ts';
import { openAzureObjects } from './azure-objects.ts';
import { startAzurite, type Azurite } from './testing/azurite.ts';
import {
  hashOf,
  inPieces,
  objectStoreContract,
  someBytes,
} from './testing/object-store-contract.ts';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
  return () => azurite[Symbol.asyncDispose]();
});

const openNew = async (name: string): ReturnType<typeof openAzureObjects> => {
  const { connectionString } = azurite;
  return await openAzureObjects({ connectionString, containerUrl: azurite.containerUrl(name) });
};

describe('objects in Azure Blob Storage (Azurite)', () => {
  objectStoreContract(() => openNew('contract'));

  it('can be read by whoever has a signed address, and only with its signature', async () => {
    await using store = await openNew('signed');
    const bytes = Buffer.from('policy_id,age\n1,40\n');
    const { sha256 } = await store.put('acme', [bytes], { name: 'p', maxBytes: 1000 });
    const url = (await store.signedUrl('acme', sha256, 60))!;
    expect(await (await fetch(url)).text()).toBe(bytes.toString());
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    expect((await fetch(url.split('?')[0]!)).ok).toBe(false);
  });

  it('finds what another gateway has stored in the same container', async () => {
    await using one = await openNew('shared');
    await using other = await openNew('shared');
    const { sha256 } = await one.put('acme', [Buffer.from('x')], { name: 'x', maxBytes: 10 });
    expect(await other.find('acme', sha256)).toMatchObject({ sizeBytes: 1 });
  });

  it('says that the store cannot be reached where it has gone', async () => {
    await using gone = await startAzurite();
    const { connectionString } = gone;
    await using store = await openAzureObjects({ connectionString });
    await gone[Symbol.asyncDispose]();
    const bytes = someBytes(5 * 2 ** 20);
    const expected = { name: 'x', maxBytes: 2 ** 30, sha256: hashOf(bytes) };
    const error = await thrownBy(() => store.put('acme', inPieces(bytes, 2 ** 20), expected));
    expect(error).toMatchObject({ code: 'BACKEND_UNAVAILABLE', retryable: true });
  });
});
