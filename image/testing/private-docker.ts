/** A Docker daemon of the tests' own: its own images, socket and processes, ended by its number. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../../engines-wasm/build/run-command.ts';
import { say } from '../../engines-wasm/build/script.ts';
import type { DockerFolder } from './docker-folder.ts';
import { unmountWithin } from './mounts.ts';

const startMs = 60_000;
const stopMs = 30_000;

export interface PrivateDocker {
  /** What `docker` takes as DOCKER_HOST. */
  readonly host: string;
  /** Ends it and removes what it left. Rejects never: what cannot be removed is told of. */
  stop(): Promise<void>;
}

/** What is missing for a daemon on this machine, as a part of a sentence. */
export async function whyDockerCannotRun(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'the private Docker needs Linux';
  if (process.getuid?.() !== 0) return 'only the user root can start a Docker daemon';
  for (const program of ['dockerd', 'containerd', 'runc', 'docker', 'iptables', 'mmdebstrap']) {
    const { status } = await runCommand(program, ['--version']);
    if (status !== 0) return `${program} is not installed`;
  }
  return undefined;
}

/** Starts a daemon on `folder` and waits until it answers; gives the reason where it does not. */
export async function startDocker(folder: DockerFolder): Promise<PrivateDocker | string> {
  const work = await mkdtemp(join(tmpdir(), 'livecalc-docker-'));
  const daemon = spawnDaemon(folder.data, work);
  const started = once(daemon, 'spawn').then(
    () => true,
    () => false,
  );
  const docker = {
    host: `unix://${work}/docker.sock`,
    stop: async () => {
      await endDaemon(daemon);
      await removeWork(work);
    },
  };
  if (await started) await folder.noteDaemon(daemon.pid!);
  if ((await started) && (await answers(daemon, docker.host))) return docker;
  const log = await readFile(join(work, 'log'), 'utf8').catch(() => '');
  await docker.stop();
  return `dockerd does not start here: ${log.trim().split('\n').at(-1)}`;
}

function spawnDaemon(data: string, work: string): ChildProcess {
  const log = openSync(join(work, 'log'), 'a');
  const options = {
    'data-root': data,
    'exec-root': join(work, 'exec'),
    host: `unix://${work}/docker.sock`,
    pidfile: join(work, 'docker.pid'),
    // Where this one does not work Docker would take vfs, which copies gigabytes for every layer.
    'storage-driver': 'overlay2',
    'default-ulimit': 'nofile=20000:20000',
    bip: '10.123.0.1/24',
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  try {
    // A group of its own: Ctrl-C ends the tests first and the daemon after them.
    return spawn('dockerd', args, { detached: true, stdio: ['ignore', log, log] });
  } finally {
    closeSync(log);
  }
}

async function answers(daemon: ChildProcess, host: string): Promise<boolean> {
  const end = Date.now() + startMs;
  while (daemon.exitCode === null && Date.now() < end) {
    const signal = AbortSignal.timeout(5_000);
    const { status } = await runCommand('docker', ['--host', host, 'version'], { signal });
    if (status === 0) return true;
    await sleep(200);
  }
  return false;
}

/** A daemon leaves the network namespace mounted that containers shared with this machine. */
async function removeWork(work: string): Promise<void> {
  try {
    await unmountWithin(work);
    // Every folder on the way down tries again by itself: waits of many tries multiply to minutes.
    await rm(work, { recursive: true, force: true, maxRetries: 1, retryDelay: 500 });
  } catch (error) {
    say(`${work} of the private Docker stays: ${String(error)}`);
  }
}

async function endDaemon(daemon: ChildProcess): Promise<void> {
  const isGone = daemon.exitCode !== null || daemon.signalCode !== null;
  if (daemon.pid === undefined || isGone) return;
  const ended = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  if (await Promise.race([ended.then(() => true), sleep(stopMs, false, { ref: false })])) return;
  daemon.kill('SIGKILL');
  await ended;
}
