/** What a snapshot depends on, as one hash: one made from anything else is not used. */
import type { CreateSha256 } from '../../contracts/sha256.ts';
import type { LibraryFile } from './messages.ts';
import { libraryHash } from './module-hash.ts';
import { pyodideVersion } from './pyodide-version.ts';
import { recipe } from './thread/start-pyodide.ts';

export function snapshotKey(library: readonly LibraryFile[], createSha256: CreateSha256): string {
  const hash = createSha256();
  const parts = [pyodideVersion, recipe, libraryHash(library, createSha256)];
  hash.update(new TextEncoder().encode(JSON.stringify(parts)));
  return hash.digest();
}
