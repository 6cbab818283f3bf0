/** Another processor: Node for arm64 on an emulated one, with Debian's C library for it. */
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { cacheFolder } from '../../../engines-wasm/node/cache-folder.ts';
import { debianMirror } from '../../../engines-wasm/build/emscripten-root.ts';
import { runCommand } from '../../../engines-wasm/build/run-command.ts';
import { childWay } from '../node/child-way.ts';
import { binaryPath, installBinary, isThere } from '../node/node-binary.ts';
import { runProgram } from '../run-program.ts';
import type { Way } from '../way.ts';

const emulator = 'qemu-aarch64-static';
const binary = { version: '24.21.0', platform: 'linux', arch: 'arm64' } as const;
const release = 'bookworm';
const libraries = 'libc6,libstdc++6,libgcc-s1';

export const arm64: Way = childWay({
  name: 'arm64-emulated',
  about: `Node ${binary.version} for arm64 under ${emulator}, two threads`,
  isSlow: true,
  noPython: 'nobody has seen Pyodide start there in reasonable time',
  unavailable: whyNot,
  install: async () => {
    const reason = await whyNoEmulator();
    if (reason !== null) throw new LiveCalcError('FILE_NOT_FOUND', reason, { found: emulator });
    await makeRoot();
    await installBinary(binary);
  },
  command: [emulator, '-L', rootFolder(), binaryPath(binary)],
});

async function whyNot(): Promise<string | null> {
  const reason = await whyNoEmulator();
  if (reason !== null) return reason;
  const isWhole = (await isThere(rootFolder())) && (await isThere(binaryPath(binary)));
  return isWhole ? null : 'no Node and C library for arm64 (--install fetches them)';
}

async function whyNoEmulator(): Promise<string | null> {
  if (process.arch === 'arm64') return 'this machine is arm64 itself: every other way shows it';
  const { status } = await runCommand(emulator, ['--version']);
  return status === 0 ? null : `no ${emulator} (apt-get install qemu-user-static)`;
}

function rootFolder(): string {
  return path.join(cacheFolder(), `arm64-${release}`);
}

/** Made beside its place and renamed, so that what is there is whole. */
async function makeRoot(): Promise<void> {
  const root = rootFolder();
  if (await isThere(root)) return;
  await mkdir(path.dirname(root), { recursive: true });
  const half = await mkdtemp(`${root}.making-`);
  try {
    // apt works as a user of its own and must be able to enter.
    await chmod(half, 0o755);
    const options = ['--arch=arm64', '--variant=extract', `--include=${libraries}`];
    await runProgram('mmdebstrap', [...options, release, half, await debianMirror()]);
    await rename(half, root);
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}
