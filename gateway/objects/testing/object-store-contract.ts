/** What every ObjectStore does. */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { ObjectRef } from '../../../contracts/wire/task.ts';
import { thrownBy } from '../../../service/testing/thrown.ts';
import type { Bytes } from '../checked-bytes.ts';
import type { ByteRange, ExpectedObject, ObjectStore } from '../object-store.ts';

const mebibyte = 2 ** 20;

/** The store of the suite, and what its tests do with it. */
interface Suite {
  readonly store: () => ObjectStore;
  readonly put: (
    bytes: Bytes,
    expected?: Partial<ExpectedObject>,
    tenant?: string,
  ) => Promise<ObjectRef>;
  readonly read: (sha256: string, range?: ByteRange, tenant?: string) => Promise<Buffer>;
}

/** `open` gives an empty store, which the suite disposes of. */
export function objectStoreContract(open: () => Promise<ObjectStore>): void {
  let opened: ObjectStore;
  beforeAll(async () => {
    opened = await open();
    return () => opened[Symbol.asyncDispose]();
  });
  const suite: Suite = {
    store: () => opened,
    put: (bytes, expected = {}, tenant = 'acme') =>
      opened.put(tenant, bytes, { name: 'lapse.csv', maxBytes: 64 * mebibyte, ...expected }),
    read: (sha256, range, tenant = 'acme') => collected(opened.read(tenant, sha256, range)),
  };
  describe('what is put', () => {
    whatIsPut(suite);
  });
  describe('nothing stays of', () => {
    whatIsRefused(suite);
  });
  describe('the version', () => {
    versions(suite);
  });
}

function whatIsPut({ put, read, store }: Suite): void {
  it.each([
    { what: 'nothing', sizeBytes: 0 },
    { what: 'a few bytes', sizeBytes: 5 },
    { what: 'exactly one block', sizeBytes: 4 * mebibyte },
    { what: 'blocks and a rest', sizeBytes: 9 * mebibyte + 3 },
  ])('is read as it came: $what, with and without a hash', async ({ sizeBytes }) => {
    const bytes = someBytes(sizeBytes);
    const sha256 = hashOf(bytes);
    for (const expected of [{ sha256 }, {}]) {
      await store().remove('acme', sha256);
      const object = await put(inPieces(bytes, 100_000), expected);
      expect(object).toEqual({ sha256, sizeBytes });
      expect(await store().find('acme', sha256)).toMatchObject(object);
      expect((await read(sha256)).equals(bytes)).toBe(true);
    }
    await store().remove('acme', sha256);
  });

  it('can be read in ranges', async () => {
    const { sha256 } = await put([Buffer.from('0123456789')]);
    expect((await read(sha256, { begin: 2, end: 5 })).toString()).toBe('234');
    expect((await read(sha256, { begin: 9, end: 10 })).toString()).toBe('9');
    expect((await read(sha256, { begin: 4, end: 4 })).length).toBe(0);
    await store().remove('acme', sha256);
  });

  it('is there once, however often it comes, also at the same time', async () => {
    const bytes = someBytes(5 * mebibyte);
    const sha256 = hashOf(bytes);
    const puts = [1, 2, 3].map(() => put(inPieces(bytes, 2 * mebibyte), { sha256 }));
    for (const object of await Promise.all(puts)) expect(object.sha256).toBe(sha256);
    expect((await read(sha256)).equals(bytes)).toBe(true);
    expect(await store().size()).toEqual({ objects: 1, bytes: bytes.length });
    await store().remove('acme', sha256);
  });

  it('is of one tenant: for others it is not there', async () => {
    const { sha256 } = await put([Buffer.from('ours')]);
    expect(await store().find('other', sha256)).toBeNull();
    expect((await thrownBy(() => read(sha256, undefined, 'other'))).code).toBe('NOT_FOUND');
    await store().remove('other', sha256);
    expect((await read(sha256)).toString()).toBe('ours');
    await store().remove('acme', sha256);
    expect(await store().size()).toEqual({ objects: 0, bytes: 0 });
  });

  it('is told of before others can see it', async () => {
    const sha256 = hashOf(Buffer.from('soon'));
    let seen: unknown = 'not asked';
    const beforeStored = async (): Promise<void> =>
      void (seen = await store().find('acme', sha256));
    await put([Buffer.from('soon')], { beforeStored });
    expect(seen).toBeNull();
    await store().remove('acme', sha256);
  });
}

function whatIsRefused({ put, store }: Suite): void {
  const whole = someBytes(5 * mebibyte);
  it.each([
    {
      what: 'other bytes than were said',
      bytes: () => inPieces(whole, mebibyte),
      expected: { sha256: 'a'.repeat(64) },
      code: 'ASSET_CHANGED',
    },
    {
      what: 'a few other bytes than were said',
      bytes: () => [Buffer.from('few')],
      expected: { sha256: 'b'.repeat(64) },
      code: 'ASSET_CHANGED',
    },
    {
      what: 'more bytes than may be',
      bytes: () => inPieces(whole, mebibyte),
      expected: { sha256: hashOf(whole), maxBytes: 4 * mebibyte + 1 },
      code: 'PACKAGE_TOO_LARGE',
    },
    {
      what: 'bytes that break off',
      bytes: () => breakingOff(whole),
      expected: { sha256: hashOf(whole) },
      code: 'CANCELLED',
    },
    {
      what: 'bytes that nobody could note',
      bytes: () => [whole],
      expected: {
        beforeStored: () => Promise.reject(new LiveCalcError('BACKEND_UNAVAILABLE', 'no')),
      },
      code: 'BACKEND_UNAVAILABLE',
    },
  ])('$what', async ({ bytes, expected, code }) => {
    expect((await thrownBy(() => put(bytes(), expected))).code).toBe(code);
    expect(await store().size()).toEqual({ objects: 0, bytes: 0 });
  });
}

function versions({ put, read, store }: Suite): void {
  it('keeps an object that came again from one who decided before to remove it', async () => {
    const bytes = [Buffer.from('wanted again')];
    const { sha256 } = await put(bytes);
    const { version } = (await store().find('acme', sha256))!;
    await put(bytes);
    await store().remove('acme', sha256, version);
    expect((await read(sha256)).toString()).toBe('wanted again');
    await store().remove('acme', sha256);
  });

  it('is another after renew, and who knows it may remove the object', async () => {
    const { sha256 } = await put([Buffer.from('renewed')]);
    const { version } = (await store().find('acme', sha256))!;
    expect(await store().renew('acme', sha256)).toBe(true);
    await store().remove('acme', sha256, version);
    const found = await store().find('acme', sha256);
    expect(found?.version).not.toBe(version);
    expect((await read(sha256)).toString()).toBe('renewed');
    await store().remove('acme', sha256, found!.version);
    expect(await store().find('acme', sha256)).toBeNull();
  });

  it('cannot be renewed of what is gone, and removing that does no harm', async () => {
    const sha256 = hashOf(Buffer.from('never there'));
    expect(await store().renew('acme', sha256)).toBe(false);
    await store().remove('acme', sha256);
    await store().remove('acme', sha256, 'some version');
    expect((await thrownBy(() => read(sha256))).code).toBe('NOT_FOUND');
  });
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** No two blocks of them are alike. */
export function someBytes(sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  for (let at = 0; at + 4 <= sizeBytes; at += 4) bytes.writeUInt32LE(at, at);
  return bytes;
}

export async function* inPieces(bytes: Buffer, pieceBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

async function* breakingOff(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes.subarray(0, bytes.length - 1);
  throw new LiveCalcError('CANCELLED', 'The client has closed the connection.');
}

export async function collected(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(bytes));
}
