/** The library that is imported into every interpreter, from its files. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LibraryFile } from '../python/messages.ts';
import { libraryNames } from '../python/library-names.ts';

const libraryFolder = path.join(import.meta.dirname, '..', 'python', 'library');

export async function readLibrary(): Promise<readonly LibraryFile[]> {
  return await Promise.all(
    libraryNames.map(async (name) => ({
      name,
      source: await readFile(path.join(libraryFolder, `${name}.py`), 'utf8'),
    })),
  );
}
