/** A real Azurite, Microsoft's emulator of Blob Storage, on a free port of loopback; it keeps everything in memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Azurite extends AsyncDisposable {
  readonly connectionString: string;
  /** The address of a container of that name. */
  containerUrl(name: string): string;
}

/** The account and the key that every Azurite has; they are in its documentation. */
const account = 'devstoreaccount1';
const key =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const program = fileURLToPath(import.meta.resolve('azurite/dist/src/blob/main.js'));

export async function startAzurite(): Promise<Azurite> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-azurite-'));
  const options = [
    ['--blobPort', '0', '--inMemoryPersistence'],
    ['--silent', '--disableTelemetry', '--skipApiVersionCheck'],
  ].flat();
  const child = spawn(process.execPath, [program, ...options], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await listening(child.stdout);
  const url = `${address}/${account}`;
  return {
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};BlobEndpoint=${url};`,
    containerUrl: (name) => `${url}/${name}`,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listening(stdout: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface(stdout);
  for await (const line of lines) {
    const address = /listens on (http:\/\/\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    stdout.resume();
    return address;
  }
  throw new Error('Azurite ended before it listened.');
}
