/** The hash of a column: SHA-256 of its values as little-endian bytes in canonical row order. */
import type { CreateSha256, Sha256 } from '../../contracts/sha256.ts';
import type { Column } from '../../contracts/table.ts';
import type { ColumnHash } from '../../contracts/run-result.ts';

const stringsPerUpdate = 4096;

/** Lower-case hex. utf8 is hashed value by value: u32 length in bytes, then the bytes. */
export function hashColumn(column: Column, createSha256: CreateSha256): string {
  const hash = createSha256();
  if (column.type === 'utf8') updateStrings(hash, column.values);
  else {
    // WebAssembly is little-endian and so is every machine Node and the browsers run on.
    const { buffer, byteOffset, byteLength } = column.values;
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest();
}

/** A column of a result table, as result.json lists it. */
export function describeColumn(
  table: string,
  column: Column,
  createSha256: CreateSha256,
): ColumnHash {
  return {
    name: `${table}.${column.name}`,
    type: column.type,
    length: column.values.length,
    sha256: hashColumn(column, createSha256),
  };
}

function updateStrings(hash: Sha256, values: readonly string[]): void {
  const encoder = new TextEncoder();
  for (let begin = 0; begin < values.length; begin += stringsPerUpdate) {
    const encoded = values
      .slice(begin, begin + stringsPerUpdate)
      .map((value) => encoder.encode(value));
    const sizes = encoded.map((bytes) => bytes.length + 4);
    const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
    const view = new DataView(bytes.buffer);
    let offset = 0;
    for (const value of encoded) {
      view.setUint32(offset, value.length, true);
      bytes.set(value, offset + 4);
      offset += value.length + 4;
    }
    hash.update(bytes);
  }
}
