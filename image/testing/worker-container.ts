/** A worker in a container, with the limits and the hardening that docs/image.md tells to use. */
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { roles, type Role } from '../roles.ts';
import { containerLog } from './container-log.ts';
import { docker } from './docker.ts';

const readyLimitMs = 60_000;

/** What `docker run` is given beside limits, credentials and the port. */
export const hardening: readonly string[] = [
  '--read-only',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  '--pids-limit=256',
  '--tmpfs=/data:rw,noexec,nosuid,nodev,size=256m,uid=1000,gid=1000,mode=0700',
];

export interface WorkerContainer extends AsyncDisposable {
  readonly id: string;
  /** For example `http://127.0.0.1:49153`. */
  readonly url: string;
  /** An API key of tenant `acme` that may submit. */
  readonly apiKey: string;
  /** From `docker run` to the first 200 of /readyz. */
  readonly readyAfterMs: number;
}

/** Starts a worker, or a gateway by itself, with API keys and waits until it is ready. Throws with its log where it is not. */
export async function startWorkerContainer(
  image: string,
  limits: readonly string[] = ['--memory=1g', '--cpus=1.5'],
  role: Role = 'worker',
): Promise<WorkerContainer> {
  const port = roles[role].port;
  const folder = await mkdtemp(join(tmpdir(), 'livecalc-keys-'));
  const apiKey = randomBytes(24).toString('hex');
  await writeKeys(folder, apiKey);
  const startedMs = performance.now();
  const id = await docker(
    'run',
    '--detach',
    ...limits,
    ...hardening,
    `--volume=${folder}:/run/keys:ro`,
    '--env=AUTH_API_KEYS_FILE=/run/keys/keys.json',
    '--health-interval=1s',
    `--publish=127.0.0.1::${port}`,
    image,
    role,
  );
  const dispose = async (): Promise<void> => {
    await docker('rm', '--force', '--volumes', id);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = `http://${await docker('port', id, String(port))}`;
    await waitUntilReady(id, url);
    const readyAfterMs = Math.round(performance.now() - startedMs);
    return { id, url, apiKey, readyAfterMs, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Keys that the container's user may read, whoever the test's user is. */
async function writeKeys(folder: string, apiKey: string): Promise<void> {
  const sha256 = createHash('sha256').update(apiKey).digest('hex');
  const keys = [{ id: 'test', tenant: 'acme', roles: ['submitter'], sha256 }];
  await writeFile(join(folder, 'keys.json'), JSON.stringify(keys), { mode: 0o644 });
  await chmod(folder, 0o755);
}

async function waitUntilReady(id: string, url: string): Promise<void> {
  const end = Date.now() + readyLimitMs;
  while (Date.now() < end) {
    const isReady = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    if ((await docker('inspect', '--format={{.State.Running}}', id)) !== 'true') break;
    await sleep(20);
  }
  throw new Error(`The container is not ready; it says:\n${await containerLog(id)}`);
}
