/** What two runs must share to be called the same. */
import type { ColumnHash } from '../../contracts/run-result.ts';
import type { CreateSha256 } from '../../contracts/sha256.ts';
import { canonicalJson, type Json } from './canonical-json.ts';

/** SHA-256 of the RFC 8785 JSON {"v":1,"columns":{"table.column":{type,length,sha256}}}. */
export function resultHash(columns: readonly ColumnHash[], createSha256: CreateSha256): string {
  const byName = columns.map(({ name, type, length, sha256 }) => [name, { type, length, sha256 }]);
  return hashJson({ v: 1, columns: Object.fromEntries(byName) as Json }, createSha256);
}

/** SHA-256 of a value's RFC 8785 JSON, lower-case hex. */
export function hashJson(value: Json, createSha256: CreateSha256): string {
  const hash = createSha256();
  hash.update(new TextEncoder().encode(canonicalJson(value)));
  return hash.digest();
}
