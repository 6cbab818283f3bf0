/**
 * Where the private Docker keeps its images between runs, and who may use them: one daemon at a time,
 * as two would take the same network bridge.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder } from '../../engines-wasm/node/cache-folder.ts';

const waitMs = 5 * 60_000;

interface Holder {
  /** The process that holds the folder. */
  readonly owner: number;
  /** Its daemon, as soon as there is one. */
  readonly daemon?: number;
}

export interface DockerFolder {
  /** Images and layers of this version of the stand-ins. */
  readonly data: string;
  /** Notes the daemon, so that a later run can end it where this one cannot. */
  noteDaemon(pid: number): Promise<void>;
  release(): Promise<void>;
}

/** Takes the folder for `version`, or gives the reason why not. What other versions left is removed. */
export async function takeDockerFolder(version: string): Promise<DockerFolder | string> {
  const folder = join(cacheFolder(), 'docker');
  await mkdir(folder, { recursive: true });
  const lock = join(folder, 'holder.json');
  const holder = await waitForLock(lock);
  if (holder !== undefined) return `another run (process ${holder}) uses the private Docker`;
  for (const name of await readdir(folder)) {
    if (name !== version && name !== 'holder.json') {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
  return {
    data: join(folder, version),
    noteDaemon: (daemon) => writeFile(lock, JSON.stringify({ owner: process.pid, daemon })),
    release: () => rm(lock, { force: true }),
  };
}

/** Writes the lock; gives the process that held it until the end of the wait. */
async function waitForLock(lock: string): Promise<number | undefined> {
  const end = Date.now() + waitMs;
  for (;;) {
    const isOurs = await writeFile(lock, JSON.stringify({ owner: process.pid }), {
      flag: 'wx',
    }).then(
      () => true,
      () => false,
    );
    if (isOurs) return undefined;
    const holder = await readHolder(lock);
    if (holder !== undefined && isAlive(holder.owner)) {
      if (Date.now() > end) return holder.owner;
      await sleep(1_000);
    } else {
      await endLeftDaemon(holder?.daemon);
      await rm(lock, { force: true });
    }
  }
}

async function readHolder(lock: string): Promise<Holder | undefined> {
  const text = await readFile(lock, 'utf8').catch(() => '');
  return text === '' ? undefined : (JSON.parse(text) as Holder);
}

/** Ends the daemon of a run that was killed, if its number is still a daemon's. */
async function endLeftDaemon(pid: number | undefined): Promise<void> {
  if (pid === undefined) return;
  for (let tries = 0; tries < 30; tries++) {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    if (name.trim() !== 'dockerd') return;
    process.kill(pid, tries === 0 ? 'SIGTERM' : tries === 20 ? 'SIGKILL' : 0);
    await sleep(500);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
