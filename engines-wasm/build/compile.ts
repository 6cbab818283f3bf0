import { copyFile, cp, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import { findToolchain, type Toolchain } from './toolchain.ts';
import { staticBaseFlag, wasmFlags } from './wasm-flags.ts';

export interface CompileRequest {
  /** A .cpp file, or a folder whose .cpp files make the engine. */
  readonly source: string;
  /** The folder that `#include "abi/livecalc_engine.h"` starts from. */
  readonly include: string;
  /** The .wasm file to write. */
  readonly out: string;
  /** Byte address of the engine's static region. */
  readonly staticBase: number;
  /** Default: `findToolchain()`. */
  readonly toolchain?: Toolchain;
  readonly signal?: AbortSignal;
}

/**
 * Compiles one engine; whether it follows the ABI is for its loader to say. The bytes depend on the sources and the toolchain only: the compiler sees
 * copies under fixed relative names, in alphabetical order.
 *
 * @throws LiveCalcError ENGINE_INVALID with the compiler's words where the sources do not compile;
 *   FILE_NOT_FOUND where there is no toolchain.
 */
export async function compileEngine(request: CompileRequest): Promise<void> {
  const toolchain = request.toolchain ?? (await findToolchain());
  const folder = await mkdtemp(join(toolchain.workRoot, 'livecalc-'));
  try {
    const sources = await copySources(request, folder);
    const args = [...wasmFlags, staticBaseFlag(request.staticBase), '-Iinclude'];
    const { status, stderr } = await toolchain.emcc(
      [...args, ...sources, '-o', 'engine.wasm'],
      folder,
      request.signal,
    );
    request.signal?.throwIfAborted();
    const name = basename(request.out, '.wasm');
    if (status !== 0) {
      const message = `The engine ${name} does not compile:\n${stderr}`;
      throw new LiveCalcError('ENGINE_INVALID', message, { node: name, file: request.source });
    }
    await mkdir(dirname(request.out), { recursive: true });
    await copyFile(join(folder, 'engine.wasm'), request.out);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Copies sources and includes into `folder`; gives the .cpp files relative to it. */
async function copySources(request: CompileRequest, folder: string): Promise<string[]> {
  await cp(request.include, join(folder, 'include'), { recursive: true });
  const isFolder = (await stat(request.source)).isDirectory();
  const target = isFolder ? 'source' : join('source', basename(request.source));
  await cp(request.source, join(folder, target), { recursive: true });
  const files = await readdir(join(folder, 'source'));
  return files
    .filter((file) => file.endsWith('.cpp'))
    .sort()
    .map((file) => `source/${file}`);
}
