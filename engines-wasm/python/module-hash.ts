/** What a Python engine is made of, as one hash: engine pins and run hashes carry it. */
import type { CreateSha256 } from '../../contracts/sha256.ts';
import type { PythonWheel } from './interpreter.ts';
import type { LibraryFile } from './messages.ts';
import { pyodideVersion } from './pyodide-version.ts';

export interface ModuleParts {
  readonly name: string;
  readonly source: string;
  readonly wheels: readonly Pick<PythonWheel, 'name' | 'sha256'>[];
}

/** SHA-256 over the versions and contents of everything that the engine's numbers depend on. */
export function moduleHash(
  { name, source, wheels }: ModuleParts,
  library: readonly LibraryFile[],
  createSha256: CreateSha256,
): string {
  const parts = {
    pyodide: pyodideVersion,
    library: libraryHash(library, createSha256),
    name,
    source,
    wheels: wheels.map((wheel) => [wheel.name, wheel.sha256]),
  };
  return hashOf(JSON.stringify(parts), createSha256);
}

/** Also the key under which a snapshot with this library is kept. */
export function libraryHash(library: readonly LibraryFile[], createSha256: CreateSha256): string {
  return hashOf(JSON.stringify(library.map(({ name, source }) => [name, source])), createSha256);
}

function hashOf(text: string, createSha256: CreateSha256): string {
  const hash = createSha256();
  hash.update(new TextEncoder().encode(text));
  return hash.digest();
}
