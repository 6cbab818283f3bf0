/** Paths of a package: each names one file inside it, on every system. */
import { assetPathSchema } from '../../contracts/package-manifest.ts';
import { refused } from './package-error.ts';
import type { ZipEntry } from './zip-file.ts';

const fileKindBits = 0o170_000;
const regularFile = 0o100_000;
const folder = 0o040_000;

/** The path of an entry. Throws PATH_UNSAFE, LINK_REFUSED, PACKAGE_INVALID for a folder. */
export function entryPath({ rawPath, mode }: ZipEntry, name: string): string {
  const path = decoded(rawPath, name);
  const kind = mode & fileKindBits;
  if (kind === folder || path.endsWith('/')) {
    const words = { found: `the folder ${shown(path)}`, expected: 'files only' };
    throw refused('PACKAGE_INVALID', name, 'it has a folder among its entries', words);
  }
  if (kind !== 0 && kind !== regularFile) {
    const words = { found: `mode ${mode.toString(8)}`, expected: 'a regular file' };
    throw refused('LINK_REFUSED', name, `${shown(path)} is a link or a device`, words);
  }
  checkPath(path, name);
  return path;
}

/** Throws PATH_UNSAFE where two paths would be one file on some system, or one a folder of another. */
export function checkDistinct(paths: readonly string[], name: string): void {
  const known = new Map<string, string>();
  for (const path of paths) {
    const folded = path.toLowerCase();
    const other = known.get(folded);
    if (other !== undefined) throw clash(path, other, name);
    known.set(folded, path);
  }
  for (const path of paths) {
    const parts = path.toLowerCase().split('/');
    for (let count = 1; count < parts.length; count++) {
      const other = known.get(parts.slice(0, count).join('/'));
      if (other !== undefined) throw clash(path, other, name);
    }
  }
}

function decoded(rawPath: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(rawPath);
  } catch (cause) {
    const found = shown(Buffer.from(rawPath).toString('latin1'));
    const words = { found, expected: 'a path in UTF-8' };
    throw refused('PATH_UNSAFE', name, 'the path of an entry cannot be decoded', words, cause);
  }
}

function checkPath(path: string, name: string): void {
  const { error } = assetPathSchema.safeParse(path);
  if (error === undefined) return;
  const words = { found: shown(path), expected: error.issues[0]?.message ?? 'a relative path' };
  throw refused('PATH_UNSAFE', name, 'the path of an entry is not safe', words);
}

function clash(path: string, other: string, name: string): Error {
  const words = {
    found: `${shown(other)} and ${shown(path)}`,
    expected: 'paths that name different files on every system',
  };
  return refused('PATH_UNSAFE', name, 'two paths are in each other’s way', words);
}

/** Whatever is in it, it is one line. */
function shown(path: string): string {
  return JSON.stringify(path.length <= 300 ? path : `${path.slice(0, 297)}...`);
}
