/** DIR/NAME/versions.json and DIR/NAME/VERSION.csv: read when they are asked for, so that edits count at once. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import { assumptionNameSchema } from '../../contracts/file-reference.ts';
import {
  approvedStatus,
  tableFormats,
  type AssumptionList,
  type TableFormat,
  type VersionFacts,
} from '../../contracts/wire/assumptions-manager.ts';
import { openFile } from '../../tables/node/file-source.ts';
import { readTable } from '../../tables/read-table.ts';
import { parseVersionsFile, versionsFileName, type ListedVersion } from './versions-file.ts';

/** A table, and where it is. */
export interface ServedTable {
  readonly facts: VersionFacts;
  /** Absolute. */
  readonly file: string;
}

type Contents = Pick<VersionFacts, 'sha256' | 'bytes' | 'schema'>;

export class TableFolder {
  readonly #folder: string;
  /** By file and its state: a table is read through only when it has changed. */
  readonly #contents = new Map<string, { readonly state: string; readonly contents: Contents }>();

  constructor(folder: string) {
    this.#folder = path.resolve(folder);
  }

  /** Ascending by name. Throws FILE_UNREADABLE, FILE_NOT_FOUND for the folder itself. */
  async list(): Promise<AssumptionList['assumptions']> {
    const listed = [];
    for (const name of await this.#names()) {
      const versions = await this.versions(name);
      const latest = versions.findLast(({ status }) => status === approvedStatus)?.version ?? null;
      const draft = versions.at(-1)?.version ?? null;
      listed.push({ name, versions: versions.length, latest, draft });
    }
    return listed;
  }

  /** The oldest first. Throws NOT_FOUND, FILE_UNREADABLE. */
  async versions(name: string): Promise<readonly ListedVersion[]> {
    if (!assumptionNameSchema.safeParse(name).success) throw await this.#unknown(name);
    const file = path.join(this.#folder, name, versionsFileName);
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text === null) throw await this.#unknown(name);
    return parseVersionsFile(text, `${name}/${versionsFileName}`);
  }

  /** Throws NOT_FOUND; ASSET_CHANGED where the table is not the one that was approved. */
  async table(name: string, version: string): Promise<ServedTable> {
    const versions = await this.versions(name);
    const listed = versions.find((one) => one.version === version);
    if (listed === undefined) throw unknownVersion(name, version, versions);
    const { file, format } = await this.#fileOf(name, version);
    const contents = await this.#contentsOf(file, `${name}/${version}.${format}`);
    const { sha256: approved, ...facts } = listed;
    if (approved !== undefined && approved !== contents.sha256) {
      throw changed(name, version, contents.sha256, approved);
    }
    return { facts: { name, ...facts, format, ...contents }, file };
  }

  async #names(): Promise<readonly string[]> {
    const entries = await readdir(this.#folder, { withFileTypes: true }).catch((cause: unknown) => {
      const message = `The folder of assumptions cannot be read (${(cause as NodeJS.ErrnoException).code}).`;
      throw new LiveCalcError('FILE_NOT_FOUND', message, { file: this.#folder }, cause);
    });
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const named = names.filter((name) => assumptionNameSchema.safeParse(name).success);
    const files = named.map((name) => path.join(this.#folder, name, versionsFileName));
    const present = await Promise.all(files.map((file) => isFile(file)));
    return named.filter((_, index) => present[index]).toSorted();
  }

  async #fileOf(name: string, version: string): Promise<{ file: string; format: TableFormat }> {
    for (const format of tableFormats) {
      const file = path.join(this.#folder, name, `${version}.${format}`);
      if (await isFile(file)) return { file, format };
    }
    const expected = tableFormats.map((format) => `${name}/${version}.${format}`).join(' or ');
    const message = `${versionsFileName} of ${name} lists version ${version}, but its table is not there; expected ${expected}.`;
    throw new LiveCalcError('NOT_FOUND', message, { found: version, expected });
  }

  async #contentsOf(file: string, name: string): Promise<Contents> {
    const { ctimeMs, mtimeMs, size, ino } = await stat(file);
    const state = `${ctimeMs} ${mtimeMs} ${size} ${ino}`;
    const known = this.#contents.get(file);
    if (known?.state === state) return known.contents;
    const contents = await readContents(file, name);
    this.#contents.set(file, { state, contents });
    return contents;
  }

  async #unknown(name: string): Promise<LiveCalcError> {
    const expected = (await this.#names()).join(', ') || 'nothing';
    const message = `There is no assumption ${name.slice(0, 100)}; there is ${expected}.`;
    return new LiveCalcError('NOT_FOUND', message, { expected });
  }
}

async function readContents(file: string, name: string): Promise<Contents> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(file)) {
    hash.update(piece as Buffer);
    bytes += (piece as Buffer).length;
  }
  await using source = await openFile(file, name);
  const { columns } = await readTable(source);
  const schema = { columns: columns.map((column) => ({ name: column.name, type: column.type })) };
  return { sha256: hash.digest('hex'), bytes, schema };
}

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null))?.isFile() ?? false;
}

function unknownVersion(
  name: string,
  version: string,
  versions: readonly ListedVersion[],
): LiveCalcError {
  const expected = versions.map((one) => one.version).join(', ') || 'none';
  const message = `${name} has no version ${version.slice(0, 100)}; its versions are ${expected}.`;
  return new LiveCalcError('NOT_FOUND', message, { expected });
}

function changed(name: string, version: string, found: string, expected: string): LiveCalcError {
  const message =
    `Version ${version} of ${name} was approved with SHA-256 ${expected}, and its table now has ${found}. ` +
    'Restore the table, or make the change a version of its own.';
  return new LiveCalcError('ASSET_CHANGED', message, { found, expected });
}
