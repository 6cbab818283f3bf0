/** Node of an exact version from npm, kept outside the tree. */
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../../engines-wasm/node/cache-folder.ts';
import { runProgram } from '../run-program.ts';

export interface NodeBinary {
  readonly version: string;
  /** As Node names it: `linux`, `win32`. */
  readonly platform: string;
  readonly arch: string;
}

/** Where it is, or would be. */
export function binaryPath(binary: NodeBinary): string {
  const bin = binary.platform === 'win32' ? 'node.exe' : 'node';
  return path.join(folderOf(binary), 'node_modules', packageName(binary), 'bin', bin);
}

export function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Installed beside its place and renamed, so that what is there is whole. Throws where npm fails. */
export async function installBinary(binary: NodeBinary): Promise<void> {
  const folder = folderOf(binary);
  await mkdir(path.dirname(folder), { recursive: true });
  const half = await mkdtemp(`${folder}.making-`);
  const wanted = `${packageName(binary)}@${binary.version}`;
  try {
    const flags = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', half];
    // Forced, because it may be for another processor, which npm would refuse.
    await runProgram('npm', ['install', '--force', ...flags, wanted]);
    await rm(folder, { recursive: true, force: true });
    await rename(half, folder);
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

function folderOf({ version, platform, arch }: NodeBinary): string {
  return path.join(cacheFolder(), `node-${version}-${platform}-${arch}`);
}

function packageName({ platform, arch }: NodeBinary): string {
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}
