/** The worker itself, started with the settings of a pod. */
import { spawn, type ChildProcess } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseManifests } from './checks/manifest.ts';
import { workerPod } from './checks/workload.ts';
import { renderedFile } from './rendered-file.ts';

const here = import.meta.dirname;
const { container, settings } = workerPod(parseManifests(await readFile(renderedFile, 'utf8')));
const apiKey = 'local-development-key-do-not-use-elsewhere';

describe("a worker with a pod's settings", () => {
  let folder: string;
  let worker: ChildProcess;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(await realpath(tmpdir()), 'livecalc-k8s-'));
    worker = spawn(process.execPath, [join(here, '../worker/main.ts')], {
      env: { ...settings, ...whatDiffersHere(folder) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    url = await urlOf(worker);
  });

  afterAll(async () => {
    worker.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  test.each(['startupProbe', 'readinessProbe', 'livenessProbe'] as const)(
    'answers the %s without credentials',
    async (name) => {
      const path = container[name]?.httpGet?.path;
      await expect.poll(() => statusOf(`${url}${path}`)).toBe(200);
    },
  );

  test('asks for an API key of the mounted file', async () => {
    expect(await statusOf(`${url}/capabilities`)).toBe(401);
    expect(await statusOf(`${url}/capabilities`, apiKey)).toBe(200);
  });

  test('ends with 0 when the pod is told to stop', async () => {
    worker.kill('SIGTERM');
    expect(await once(worker, 'exit')).toEqual([0, null]);
  });
});

/** No volumes are mounted here, and tests listen on loopback. */
function whatDiffersHere(folder: string): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: folder,
    AUTH_API_KEYS_FILE: join(here, 'overlays/local/api-keys.json'),
  };
}

async function statusOf(address: string, key?: string): Promise<number> {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return (await fetch(address, { headers })).status;
}

/** From the log's line, which says where it listens. */
async function urlOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('The worker has no output.');
  const lines = createInterface({ input: stdout });
  for await (const [line] of on(lines, 'line', { close: ['close'] })) {
    const { url } = JSON.parse(String(line)) as { url?: string };
    if (url !== undefined) return url;
  }
  throw new Error('The worker ended before it listened.');
}
