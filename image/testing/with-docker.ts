/**
 * Runs a command beside a private Docker that has built the image: `npm run with:image -- COMMAND`.
 *
 * The command finds the daemon in DOCKER_HOST and the image in LIVECALC_IMAGE. Where Docker cannot
 * run, the reason is printed and handed on in LIVECALC_NO_IMAGE, and the command runs without; a build
 * that fails is no such reason, and ends with exit code 1.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { say } from '../../engines-wasm/build/script.ts';
import { takeDockerFolder } from './docker-folder.ts';
import { startDocker, whyDockerCannotRun } from './private-docker.ts';
import { makeStandIns, standInNode, standInsVersion } from './stand-ins.ts';

const tag = 'livecalc-worker:under-test';
const registryHost = 'registry.npmjs.org';
const keepLayersFor = '168h';
const buildMs = 12 * 60_000;
const containerMs = 60_000;

/** Both signals end the command or the build; the daemon is stopped afterwards. */
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => interrupted.abort(signal));
}

const [givenCommand, ...givenOptions] = process.argv.slice(2);
process.exitCode = await main(givenCommand ?? 'true', givenOptions);

async function main(command: string, options: readonly string[]): Promise<number> {
  const obstacle = await whyDockerCannotRun();
  if (obstacle !== undefined) return runWithout(obstacle, command, options);
  const folder = await takeDockerFolder(`${standInsVersion}-node-${process.versions.node}`);
  if (typeof folder === 'string') return runWithout(folder, command, options);
  try {
    const docker = await startDocker(folder);
    if (typeof docker === 'string') return await runWithout(docker, command, options);
    try {
      // Of everything that is started from here on. The builder is the daemon's own: BuildKit would
      // ask a registry for the bases.
      Object.assign(process.env, { DOCKER_HOST: docker.host, DOCKER_BUILDKIT: '0' });
      return await runWithImage(command, options);
    } finally {
      await docker.stop();
    }
  } finally {
    await folder.release();
  }
}

async function runWithImage(command: string, options: readonly string[]): Promise<number> {
  const obstacle = await makeStandIns()
    .then(whyContainersCannotRun)
    .catch((error: unknown) => `a stand-in base cannot be made: ${String(error)}`);
  if (obstacle !== undefined) return runWithout(obstacle, command, options);
  await run('docker', ['image', 'prune', '--force', `--filter=until=${keepLayersFor}`], {});
  const built = await run('npm', ['run', 'image', '--', '--tag', tag], {}, buildMs);
  if (built !== 0) say(`The image is not built (exit code ${built}): the container's tests fail.`);
  const ended = await run(command, options, { LIVECALC_IMAGE: tag });
  return ended === 0 ? built : ended;
}

/** Whether a container starts and reaches the network; npm inside the build needs both. */
async function whyContainersCannotRun(): Promise<string | undefined> {
  const script =
    `require('net').connect(443, '${registryHost}').setTimeout(10000)` +
    `.on('connect', () => process.exit(0)).on('timeout', () => process.exit(9))`;
  const args = ['run', '--rm', await standInNode(), 'node', '-e', script];
  const status = await run('docker', args, {}, containerMs);
  return status === 0
    ? undefined
    : `a container does not start here, or does not reach ${registryHost}`;
}

function runWithout(reason: string, command: string, options: readonly string[]): Promise<number> {
  say(`The container's tests skip: ${reason}.`);
  return run(command, options, { LIVECALC_NO_IMAGE: reason });
}

/** Runs a program on this terminal; gives its exit code, 1 where a signal or a limit ended it. */
async function run(
  command: string,
  options: readonly string[],
  env: Readonly<Record<string, string>>,
  limitMs?: number,
): Promise<number> {
  const limits = limitMs === undefined ? [] : [AbortSignal.timeout(limitMs)];
  const signal = AbortSignal.any([interrupted.signal, ...limits]);
  const child = spawn(command, options, { stdio: 'inherit', env: { ...process.env, ...env } });
  const kill = () => child.kill('SIGTERM');
  signal.addEventListener('abort', kill);
  try {
    const [status] = (await once(child, 'exit')) as [number | null];
    return status ?? 1;
  } catch (error) {
    say(`${command} cannot be started: ${String(error)}`);
    return 1;
  } finally {
    signal.removeEventListener('abort', kill);
  }
}
