/**
 * Images that stand in for those of a registry, under the names the Dockerfile starts from: made of
 * Debian's packages, and of the Node, npm and certificates that are here.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { debianMirror, emscriptenRoot } from '../../engines-wasm/build/emscripten-root.ts';
import { runCommand } from '../../engines-wasm/build/run-command.ts';
import { emscriptenVersion, findToolchain } from '../../engines-wasm/build/toolchain.ts';
import { defaultBases } from '../bases.ts';

/** Changed when the way they are made changes, so that kept ones are made anew. */
export const standInsVersion = '1';

const limitMs = 5 * 60_000;
const recipe = fileURLToPath(new URL('stand-in-node', import.meta.url));
const lockedNode = fileURLToPath(
  new URL(`../../node_modules/node-linux-${process.arch}/bin/node`, import.meta.url),
);
const certificates = '/etc/ssl/certs/ca-certificates.crt';

/** Makes the bases that the daemon in DOCKER_HOST lacks. Throws with the words of what failed. */
export async function makeStandIns(): Promise<void> {
  const { NODE_IMAGE, DEBIAN_IMAGE } = await bases();
  const makers = [
    { name: DEBIAN_IMAGE!, make: makeDebianWithEmscripten },
    { name: 'debian:bookworm-slim', make: makeSlimDebian },
    { name: NODE_IMAGE!, make: makeNode },
  ];
  for (const { name, make } of makers) {
    const { status } = await runCommand('docker', ['image', 'inspect', name]);
    if (status !== 0) await make(name);
  }
}

/** The name of the base that has Node. */
export async function standInNode(): Promise<string> {
  return (await bases())['NODE_IMAGE']!;
}

async function bases(): Promise<Record<string, string>> {
  const dockerfile = new URL('../../Dockerfile', import.meta.url);
  return defaultBases(await readFile(dockerfile, 'utf8'));
}

type Maker = (name: string) => Promise<void>;

/** The root that also builds the engines outside: the Dockerfile's apt finds Emscripten installed. */
const makeDebianWithEmscripten: Maker = async (name) => {
  await findToolchain();
  const root = emscriptenRoot(emscriptenVersion);
  await importTar('tar', ['-C', root, '--exclude=./build', '-c', '.'], name);
};

const makeSlimDebian: Maker = async (name) => {
  const unwanted = ['man', 'doc', 'locale', 'info'];
  const options = unwanted.map((it) => `--dpkgopt=path-exclude=/usr/share/${it}/*`);
  const args = ['--quiet', '--variant=minbase', '--include=netbase,tzdata', ...options];
  await importTar('mmdebstrap', [...args, 'bookworm', '-', await debianMirror()], name);
};

const makeNode: Maker = async (name) => {
  const context = await mkdtemp(join(tmpdir(), 'livecalc-stand-in-'));
  try {
    await copyFile(lockedNode, join(context, 'node'));
    await cp(npmFolder(), join(context, 'npm'), { recursive: true });
    await copyFile(certificates, join(context, 'certificates.pem'));
    await writeFile(join(context, 'npmrc'), `cafile=${certificates}\n`);
    await copyFile(join(recipe, 'Dockerfile'), join(context, 'Dockerfile'));
    await checked('docker', ['build', '--tag', name, context]);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
};

/** Of the npm that runs this: `npm root --global` depends on which Node comes first on the PATH. */
function npmFolder(): string {
  const cli = process.env['npm_execpath'];
  if (cli === undefined) throw new Error('Run it by `npm run with:image -- COMMAND`.');
  return join(cli, '..', '..');
}

/** Makes an image of the tar that a program writes; it has its name only when the tar was whole. */
async function importTar(program: string, args: readonly string[], name: string): Promise<void> {
  const signal = AbortSignal.timeout(limitMs);
  const maker = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], signal });
  const importer = spawn('docker', ['import', '-'], { stdio: ['pipe', 'pipe', 'inherit'], signal });
  const [id] = await Promise.all([
    text(importer.stdout),
    pipeline(maker.stdout, importer.stdin),
    ...[maker, importer].map(success),
  ]);
  await checked('docker', ['tag', id.trim(), name]);
}

function success(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`${child.spawnfile} ended with ${status}`));
    });
  });
}

async function checked(program: string, args: readonly string[]): Promise<void> {
  const signal = AbortSignal.timeout(limitMs);
  const { status, stderr } = await runCommand(program, args, { signal });
  if (status !== 0) throw new Error(`${program} ${args[0]} failed: ${stderr.trim()}`);
}
