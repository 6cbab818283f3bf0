/** The fleet of compose.yaml. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { LiveCalcError } from '../contracts/errors.ts';
import { runCommand } from '../engines-wasm/build/run-command.ts';
import type { ShownFleet } from './shown-fleet.ts';

const root = path.join(import.meta.dirname, '..');
const image = process.env['LIVECALC_IMAGE'] ?? `livecalc-worker:${packageJson.version}`;
/** Known to everyone, as compose.yaml says. */
const apiKey = 'local-development-key-do-not-use-elsewhere';
const port = process.env['LIVECALC_PORT'] ?? '8000';
const readyMs = 180_000;

/** Why containers cannot be used here, as a part of a sentence; null where they can. */
export async function whyNotComposed(): Promise<string | null> {
  const { status } = await runCommand('docker', ['compose', 'version']);
  if (status !== 0) return '`docker compose` is not here, or no Docker daemon answers';
  const found = await runCommand('docker', ['image', 'inspect', image]);
  return found.status === 0 ? null : `there is no image ${image}; \`npm run image\` builds it`;
}

/** Resolves once all of them are healthy. Throws INTERNAL where they are not. */
export async function startComposedFleet(
  workers: number,
  say: (text: string) => void,
): Promise<ShownFleet> {
  const end = async (): Promise<void> => {
    await compose('down', '--volumes');
  };
  say(`Containers of ${image}.`);
  const status = await compose('up', '--detach', '--wait', '--scale', `worker=${workers}`);
  if (status !== 0) {
    await end();
    throw new LiveCalcError('INTERNAL', `docker compose up ended with ${status}.`);
  }
  const url = `http://127.0.0.1:${port}`;
  return {
    about: 'containers of compose.yaml, gone with their volumes in the end',
    url,
    apiKey,
    addresses: { gateway: url, 'its API': `${url}/docs`, 'API key': apiKey },
    [Symbol.asyncDispose]: end,
  };
}

async function compose(...args: readonly string[]): Promise<number | null> {
  const child = spawn('docker', ['compose', ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, LIVECALC_IMAGE: image, LIVECALC_PORT: port },
    signal: AbortSignal.timeout(readyMs),
    // Ctrl-C ends the example first, and the containers after it.
    detached: true,
  });
  const [status] = (await once(child, 'exit')) as [number | null];
  return status;
}
