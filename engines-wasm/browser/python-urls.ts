/** Python engines and their library from a server: engines-wasm/python/ under one address. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { CreateSha256 } from '../../contracts/sha256.ts';
import type { PythonModule } from '../python/interpreter.ts';
import { libraryNames } from '../python/library-names.ts';
import type { LibraryFile } from '../python/messages.ts';
import { moduleHash } from '../python/module-hash.ts';

export interface PythonUrls {
  /** Where library/ and engines/ are; ends with a slash. */
  readonly baseUrl: string | URL;
  /** Engines that are served as engines/NAME.py. */
  readonly names: readonly string[];
  readonly createSha256: CreateSha256;
}

/** `baseUrl` may be relative to the page. */
export async function fetchLibrary(baseUrl: string | URL): Promise<readonly LibraryFile[]> {
  return await Promise.all(
    libraryNames.map(async (name) => ({
      name,
      source: await fetchText(new URL(`library/${name}.py`, new URL(baseUrl, location.href))),
    })),
  );
}

/** Throws ENGINE_NOT_FOUND. */
export async function fetchPythonModule(
  name: string,
  { baseUrl, names, createSha256 }: PythonUrls,
): Promise<PythonModule> {
  const url = new URL(`engines/${name}.py`, new URL(baseUrl, location.href));
  if (!names.includes(name)) throw notServed(url, names.join(', '));
  const source = await fetchText(url);
  const library = await fetchLibrary(baseUrl);
  const sha256 = moduleHash({ name, source, wheels: [] }, library, createSha256);
  return { name, source, sha256, isBuiltIn: true, wheels: [] };
}

async function fetchText(url: URL): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw notServed(url, `an answer other than ${response.status}`);
  return await response.text();
}

function notServed(url: URL, expected: string): LiveCalcError {
  return new LiveCalcError(
    'ENGINE_NOT_FOUND',
    `There is no Python module at ${url.href}. Expected: ${expected}.`,
    { found: url.href, expected },
  );
}
