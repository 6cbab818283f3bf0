/**
 * Builds the worker's image with the docker that is here: `npm run image`, options of `docker build`
 * after `--`. Ours: `--release` refuses bases without a digest; `--print` prints the command only.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LiveCalcError } from '../contracts/errors.ts';
import { distFolder } from '../engines-wasm/build/build-engines.ts';
import { readManifest } from '../engines-wasm/build/manifest.ts';
import { runCommand } from '../engines-wasm/build/run-command.ts';
import { runScript, say } from '../engines-wasm/build/script.ts';
import { chosenBases, defaultBases, unpinnedBases } from './bases.ts';
import { engineHashes } from './engine-hashes.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

await runScript(async () => {
  const { ours, forDocker } = splitOptions(process.argv.slice(2));
  await checkPins(forDocker, ours.has('--release'));
  const command = ['docker', 'build', ...(await labelArguments()), ...forDocker, '.'];
  if (ours.has('--print')) {
    say(command.map((word) => (/\s/.test(word) ? `'${word}'` : word)).join(' '));
    return true;
  }
  return (await run(command)) === 0;
});

function splitOptions(options: readonly string[]): { ours: Set<string>; forDocker: string[] } {
  const known = new Set(['--release', '--print']);
  return {
    ours: new Set(options.filter((option) => known.has(option))),
    forDocker: options.filter((option) => !known.has(option)),
  };
}

async function checkPins(options: readonly string[], isRelease: boolean): Promise<void> {
  const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');
  const unpinned = unpinnedBases(chosenBases(defaultBases(dockerfile), options));
  if (unpinned.length === 0) return;
  const found = unpinned.join(' and ');
  const mend =
    'Name them as NAME@sha256:DIGEST, in the Dockerfile or with --build-arg ' +
    '(`docker buildx imagetools inspect NAME` tells the digest).';
  if (isRelease) {
    const message = `A release is built from bases with a digest; without: ${found}. ${mend}`;
    throw new LiveCalcError('ARGUMENT_INVALID', message, { found });
  }
  say(`Not for a release: bases without a digest, ${found}. ${mend}`);
}

/** Tag and labels: the version, the engines' hashes and the commit where git knows it. */
async function labelArguments(): Promise<string[]> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const manifest = await readManifest(distFolder);
  const git = await runCommand('git', ['rev-parse', 'HEAD'], { cwd: root });
  const values = {
    VERSION: version,
    ENGINES: engineHashes(manifest?.engines ?? {}),
    REVISION: git.status === 0 ? git.stdout.trim() : 'unknown',
  };
  const labels = Object.entries(values).flatMap(([name, it]) => ['--build-arg', `${name}=${it}`]);
  return ['--tag', `livecalc-worker:${version}`, ...labels];
}

async function run([program, ...args]: readonly string[]): Promise<number | null> {
  const child = spawn(program!, args, { cwd: root, stdio: 'inherit' });
  const [status] = (await once(child, 'exit').catch((cause: unknown) => {
    throw new LiveCalcError(
      'FILE_NOT_FOUND',
      `Docker builds the image, and \`${program}\` cannot be started here. Install it, or give ` +
        'another builder what `npm run image -- --print` prints.',
      { found: program! },
      cause,
    );
  })) as [number | null];
  return status;
}
