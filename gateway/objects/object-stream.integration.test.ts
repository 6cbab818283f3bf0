import { beforeAll, describe, expect, it } from 'vitest';
import { thrownBy } from '../../service/testing/thrown.ts';
import { openStores, type GatewayStores } from '../testing/gateway-stores.ts';
import { openObjectStream } from './object-stream.ts';
import { hashOf, someBytes } from './testing/object-store-contract.ts';

const bytes = someBytes(1_000_001);
const object = { sha256: hashOf(bytes), sizeBytes: bytes.length };
let stores: GatewayStores;
beforeAll(async () => {
  stores = await openStores();
  await stores.objects.put('acme', [bytes], { name: 'table', maxBytes: bytes.length });
  return () => stores[Symbol.asyncDispose]();
});

describe('a stored stream', () => {
  it.each([
    { what: 'from its beginning to its end', positions: [0, 300_000, 600_000, 900_000] },
    { what: 'on from where a resume begins', positions: [600_000, 900_000] },
    { what: 'anywhere, also back', positions: [900_000, 0, 500_000, 500_000] },
  ])('is read $what', async ({ positions }) => {
    await using stream = await openObjectStream(stores.objects.store, 'acme', object);
    expect(stream.sizeBytes).toBe(bytes.length);
    for (const position of positions) {
      const target = new Uint8Array(Math.min(300_000, bytes.length - position));
      await stream.read(target, position);
      expect(bytes.subarray(position, position + target.length).equals(target)).toBe(true);
    }
  });

  it('has nothing beyond its end', async () => {
    await using stream = await openObjectStream(stores.objects.store, 'acme', object);
    await expect(stream.read(new Uint8Array(2), bytes.length - 1)).rejects.toThrow('fewer');
  });

  it('of another tenant is not there', async () => {
    const open = () => openObjectStream(stores.objects.store, 'other', object);
    expect((await thrownBy(open)).code).toBe('NOT_FOUND');
  });
});
