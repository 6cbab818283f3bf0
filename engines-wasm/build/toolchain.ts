/**
 * The pinned compiler: an `emcc` on the PATH where it is the right version, else Debian's in a root
 * of its own that is made once and kept outside the tree.
 *
 * The clang behind it is pinned too: the same Emscripten comes with another clang elsewhere, and
 * another clang gives other bytes.
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import { emscriptenRoot, hasRoot, makeRoot, whyRootCannotBeMade } from './emscripten-root.ts';
import { runCommand, type CommandResult } from './run-command.ts';

export const emscriptenVersion = '3.1.69';
const clangVersion = '19.1.7';

/** The compiler's name as the manifest tells it. */
export const compilerName = `Emscripten ${emscriptenVersion}, clang ${clangVersion}`;

export interface Toolchain {
  /** A folder the compiler can see; work folders are made in it. */
  readonly workRoot: string;
  /** Runs emcc in `folder`, a path under `workRoot`. Give relative paths: no machine path may reach the bytes. */
  emcc(args: readonly string[], folder: string, signal?: AbortSignal): Promise<CommandResult>;
}

/**
 * Finds the pinned Emscripten, or makes it.
 *
 * @throws LiveCalcError FILE_NOT_FOUND where there is none and none can be made.
 */
export async function findToolchain(): Promise<Toolchain> {
  const local = localToolchain();
  if (await isPinned(local)) return local;
  const root = emscriptenRoot(emscriptenVersion);
  if (!(await hasRoot(root))) {
    const obstacle = await whyRootCannotBeMade();
    if (obstacle !== undefined) throw missing(obstacle);
    await makeRoot(root);
  }
  const toolchain = rootToolchain(root);
  await mkdir(toolchain.workRoot, { recursive: true });
  if (await isPinned(toolchain)) return toolchain;
  throw missing(`The root at ${root} holds another version or cannot be entered`);
}

/** Whether the pinned compiler is here already, so that nothing has to be made first. */
export async function hasToolchain(): Promise<boolean> {
  return (await isPinned(localToolchain())) || hasRoot(emscriptenRoot(emscriptenVersion));
}

function localToolchain(): Toolchain {
  return {
    workRoot: tmpdir(),
    emcc: (args, folder, signal) =>
      runCommand('emcc', args, { cwd: folder, ...(signal && { signal }) }),
  };
}

function rootToolchain(root: string): Toolchain {
  return {
    workRoot: join(root, 'build'),
    emcc: (args, folder, signal) =>
      runCommand(
        'chroot',
        [root, 'env', '-C', folder.slice(root.length), 'emcc', ...args],
        signal && { signal },
      ),
  };
}

async function isPinned(toolchain: Toolchain): Promise<boolean> {
  const { status, stdout, stderr } = await toolchain.emcc(['-v'], toolchain.workRoot);
  const words = stdout + stderr;
  return (
    status === 0 &&
    words.includes(`) ${emscriptenVersion} `) &&
    words.includes(`clang version ${clangVersion} `)
  );
}

function missing(obstacle: string): LiveCalcError {
  return new LiveCalcError(
    'FILE_NOT_FOUND',
    `${compilerName} is needed to build the engines and was not found. ${obstacle}. ` +
      `Put this emcc on the PATH, or run this as root where mmdebstrap is installed ` +
      `(apt-get install mmdebstrap), which makes it from Debian's packages. Users of LiveCalc ` +
      `need no compiler: the built engines are in engines-wasm/dist.`,
    { found: obstacle, expected: compilerName },
  );
}
