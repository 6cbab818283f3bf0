/** A root directory with Debian trixie's Emscripten, made with mmdebstrap and kept in a cache. */
import { access, chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import { cacheFolder } from '../node/cache-folder.ts';
import { runCommand } from './run-command.ts';

const debianRelease = 'trixie';
const publicMirror = 'http://deb.debian.org/debian';

/** Where the root of a version is kept: under LIVECALC_CACHE, else in the user's cache folder. */
export function emscriptenRoot(version: string, env: NodeJS.ProcessEnv = process.env): string {
  return join(cacheFolder(env), `emscripten-${version}`);
}

export async function hasRoot(root: string): Promise<boolean> {
  return access(join(root, 'usr/bin/emcc')).then(
    () => true,
    () => false,
  );
}

/** What stands in the way of `makeRoot` on this machine, as a sentence without its full stop. */
export async function whyRootCannotBeMade(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'A root for it can be made by the user root only';
  const { status } = await runCommand('mmdebstrap', ['--version']);
  return status === 0 ? undefined : 'A root for it is made with mmdebstrap, which is not installed';
}

/**
 * Makes the root: 2.3 GB, about a minute. It is made beside its place and renamed, so that a root
 * that is there is whole; where two processes make it at once, the first one's stays.
 *
 * @throws LiveCalcError INTERNAL with mmdebstrap's words where it fails.
 */
export async function makeRoot(root: string): Promise<void> {
  await mkdir(dirname(root), { recursive: true });
  const half = await mkdtemp(`${root}.making-`);
  try {
    // apt inside the root works as a user of its own and must be able to enter.
    await chmod(half, 0o755);
    const made = await runCommand('mmdebstrap', mmdebstrapArguments(half, await debianMirror()));
    if (made.status !== 0) {
      throw new LiveCalcError('INTERNAL', `mmdebstrap could not make ${root}:\n${made.stderr}`);
    }
    await rename(half, root).catch(async (error: unknown) => {
      if (!(await hasRoot(root))) throw error;
    });
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

function mmdebstrapArguments(folder: string, mirror: string): string[] {
  return [
    '--variant=minbase',
    '--include=emscripten,ca-certificates',
    '--aptopt=Apt::Install-Recommends "false"',
    '--dpkgopt=path-exclude=/usr/share/man/*',
    '--dpkgopt=path-exclude=/usr/share/doc/*',
    debianRelease,
    folder,
    mirror,
  ];
}

/** The mirror of Debian that this machine's apt is configured with. */
export async function debianMirror(): Promise<string> {
  const format = '$(ORIGIN) $(LABEL) $(REPO_URI)';
  const { stdout } = await runCommand('apt-get', ['indextargets', '--format', format]);
  const target = stdout.split('\n').find((line) => line.startsWith('Debian Debian '));
  return target?.split(' ')[2] ?? publicMirror;
}
