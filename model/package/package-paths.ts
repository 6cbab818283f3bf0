/** Where in a package each file of a model lies. */
import path from 'node:path';
import { assetPathSchema, configName, manifestName } from '../../contracts/package-manifest.ts';

/** Files from outside the model's folder are put here. */
const outsideFolder = 'files';

/**
 * Paths by absolute file. A file inside the folder keeps its relative path, where that is one that
 * every system can have beside the others; any other becomes `files/NAME`, numbered where that is taken.
 * `wanted` says the paths that some files have before all others.
 */
export function packagePaths(
  files: readonly string[],
  folder: string,
  wanted: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  const taken = new Taken();
  const once = [...new Set(files)];
  for (const file of once) {
    const inside = wanted.get(file) ?? insidePath(file, folder);
    if (inside !== null && taken.take(inside)) paths.set(file, inside);
  }
  for (const file of once.filter((one) => !paths.has(one))) {
    const { name, ext } = path.parse(safeName(file));
    let outside = `${outsideFolder}/${name}${ext}`;
    for (let number = 2; !taken.take(outside); number++) {
      outside = `${outsideFolder}/${name}-${number}${ext}`;
    }
    paths.set(file, outside);
  }
  return paths;
}

/** Null where the file is outside, or its path is none that a package can have. */
function insidePath(file: string, folder: string): string | null {
  const relative = path.relative(folder, file).replaceAll(path.sep, '/').normalize('NFC');
  return assetPathSchema.safeParse(relative).success ? relative : null;
}

/** A name that every system takes, with the file's ending, which tells its format. */
function safeName(file: string): string {
  const { name, ext } = path.parse(path.basename(file).normalize('NFC'));
  const safe = (text: string): string => text.replaceAll(/[\\:\p{Cc}]/gu, '-');
  const whole = (safe(name).slice(0, 150) + safe(ext).slice(0, 50)).toWellFormed();
  return assetPathSchema.safeParse(whole).success ? whole : `file-${whole.replace(/[. ]+$/, '')}`;
}

/** Paths that are in use, as a system sees them that knows no case. */
class Taken {
  readonly #files = new Set([manifestName, configName]);
  readonly #folders = new Set<string>();

  /** Whether nothing was in the way. */
  take(file: string): boolean {
    const parts = file.toLowerCase().split('/');
    const folders = parts.map((_, index) => parts.slice(0, index).join('/')).slice(1);
    const whole = parts.join('/');
    const isFree = !this.#files.has(whole) && !this.#folders.has(whole);
    if (!isFree || folders.some((one) => this.#files.has(one))) return false;
    this.#files.add(whole);
    for (const one of folders) this.#folders.add(one);
    return true;
  }
}
