/** Python engines from files: the built-in ones in python/engines/, and those a config brings. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { PythonModule, PythonWheel } from '../python/interpreter.ts';
import { moduleHash } from '../python/module-hash.ts';
import { createNodeSha256 } from './node-sha256.ts';
import { readLibrary } from './python-library.ts';

const enginesFolder = path.join(import.meta.dirname, '..', 'python', 'engines');

/** A module's file, and the wheels that it is pinned to. Paths are absolute. */
export interface PythonFiles {
  readonly file: string;
  readonly wheels: readonly {
    /** Without it, that of the file. */
    readonly name?: string;
    readonly file: string;
    readonly sha256: string;
  }[];
}

/** By name. */
export function builtInModules(): Map<string, PythonFiles> {
  const files = readdirSync(enginesFolder).filter((file) => file.endsWith('.py'));
  return new Map(
    files.map((file) => [
      path.basename(file, '.py'),
      { file: path.join(enginesFolder, file), wheels: [] },
    ]),
  );
}

/** Throws FILE_NOT_FOUND. That the wheels have their hashes is checked where they are unpacked. */
export async function readPythonModule(
  name: string,
  files: PythonFiles,
  isBuiltIn: boolean,
): Promise<PythonModule> {
  const source = (await readEngineFile(name, files.file)).toString('utf8');
  const wheels = await Promise.all(files.wheels.map((wheel) => readWheel(name, wheel)));
  const sha256 = moduleHash({ name, source, wheels }, await readLibrary(), createNodeSha256);
  return { name, source, sha256, isBuiltIn, wheels };
}

async function readWheel(
  engine: string,
  { name, file, sha256 }: PythonFiles['wheels'][number],
): Promise<PythonWheel> {
  const bytes = new Uint8Array(await readEngineFile(engine, file));
  return { name: name ?? path.basename(file), bytes, sha256 };
}

/** Throws FILE_NOT_FOUND. */
export async function readEngineFile(name: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const message = `The file of engine "${name}" cannot be read: ${file}.`;
    throw new LiveCalcError('FILE_NOT_FOUND', message, { file }, error);
  }
}
