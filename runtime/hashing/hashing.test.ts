import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createNodeSha256 } from '../node/node-sha256.ts';
import { loadWasmSha256 } from '../../contracts/wasm-sha256.ts';
import { canonicalJson } from './canonical-json.ts';
import { hashColumn } from './column-hash.ts';
import { resultHash } from './result-hash.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('RFC 8785 JSON', () => {
  test.each([
    { value: { b: 1, a: [true, null, 'x'] }, text: '{"a":[true,null,"x"],"b":1}' },
    { value: { '\u20ac': 1, '\r': 2, '1': 3 }, text: '{"\\r":2,"1":3,"€":1}' },
    {
      value: [1e21, 1e-7, 4.5, 0.002, 333333333.3333333],
      text: '[1e+21,1e-7,4.5,0.002,333333333.3333333]',
    },
    { value: -0, text: '0' },
  ])('$text', ({ value, text }) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test('a number that JSON does not have is refused', () => {
    expect(() => canonicalJson({ x: Infinity })).toThrow(TypeError);
  });
});

describe('the hash of a column', () => {
  test('f64 is the SHA-256 of the little-endian bytes, -0 told from 0', () => {
    const hash = (value: number): string =>
      hashColumn({ name: 'x', type: 'f64', values: Float64Array.of(value) }, createNodeSha256);
    expect(hash(1)).toBe(sha256(Uint8Array.of(0, 0, 0, 0, 0, 0, 0xf0, 0x3f)));
    expect(hash(-0)).toBe(sha256(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80)));
    expect(hash(-0)).not.toBe(hash(0));
  });

  test('utf8 is, value by value, the length in bytes and the bytes', () => {
    const column = { name: 'x', type: 'utf8', values: ['é', ''] } as const;
    const bytes = Uint8Array.of(2, 0, 0, 0, 0xc3, 0xa9, 0, 0, 0, 0);
    expect(hashColumn(column, createNodeSha256)).toBe(sha256(bytes));
  });

  test('a column longer than one update is hashed as if it were one', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => `policy ${index}`);
    const parts = values.map((value) => {
      const bytes = Buffer.alloc(4 + value.length);
      bytes.writeUInt32LE(value.length);
      bytes.write(value, 4);
      return bytes;
    });
    const hash = hashColumn({ name: 'x', type: 'utf8', values }, createNodeSha256);
    expect(hash).toBe(sha256(Buffer.concat(parts)));
  });

  test('the browser’s SHA-256 agrees, on shared memory and with two hashes interleaved', async () => {
    const createSha256 = await loadWasmSha256();
    const shared = new Uint8Array(new SharedArrayBuffer(3_000_000)).fill(7);
    const [first, second] = [createSha256(), createSha256()];
    first.update(shared);
    second.update(Uint8Array.of(1));
    first.update(Uint8Array.of(2));
    expect(second.digest()).toBe(sha256(Uint8Array.of(1)));
    expect(first.digest()).toBe(sha256(Buffer.concat([Buffer.alloc(3_000_000, 7), Buffer.of(2)])));
  });
});

describe('the result hash', () => {
  const columns = [
    { name: 'scenarios.npv', type: 'f64', length: 2, sha256: 'a'.repeat(64) },
    { name: 'cash_flows.net', type: 'f64', length: 1, sha256: 'b'.repeat(64) },
  ] as const;

  test('does not depend on the order of the columns', () => {
    expect(resultHash(columns, createNodeSha256)).toBe(
      resultHash(columns.toReversed(), createNodeSha256),
    );
  });

  test('is the SHA-256 of the canonical JSON that the documentation gives', () => {
    const text =
      `{"columns":{"cash_flows.net":{"length":1,"sha256":"${'b'.repeat(64)}","type":"f64"},` +
      `"scenarios.npv":{"length":2,"sha256":"${'a'.repeat(64)}","type":"f64"}},"v":1}`;
    expect(resultHash(columns, createNodeSha256)).toBe(sha256(Buffer.from(text)));
  });
});
