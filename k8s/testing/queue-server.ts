/** A nats-server with the configuration and the Secrets of the cluster, on loopback. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startNatsServer, type NatsServer } from '../../fleet/queue/testing/nats-server.ts';
import { ofKind, parseManifests } from '../checks/manifest.ts';

const run = promisify(execFile);
const here = join(import.meta.dirname, '..');

/** What k8s/make-secrets.sh prints, by name. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface QueueServer extends AsyncDisposable {
  readonly secrets: Secrets;
  /** The authority that its users trust. */
  readonly caFile: string;
  /** The address with user and password, for example of `worker-a`. */
  urlOf(user: string): string;
  readonly port: number;
}

export async function makeSecrets(): Promise<Secrets> {
  const { stdout } = await run('bash', [join(here, 'make-secrets.sh')]);
  const secrets = ofKind(parseManifests(stdout), 'Secret').map(({ metadata, data, stringData }) => {
    const decoded = Object.entries(data ?? {}).map(
      ([key, text]) => [key, Buffer.from(text, 'base64').toString()] as const,
    );
    return [metadata?.name ?? '', { ...Object.fromEntries(decoded), ...stringData }] as const;
  });
  return Object.fromEntries(secrets);
}

export async function startQueueServer(): Promise<QueueServer> {
  const folder = await mkdtemp(join(tmpdir(), 'livecalc-k8s-queue-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const secrets = await makeSecrets();
    const tls = Object.entries(secrets['livecalc-nats-tls'] ?? {});
    await Promise.all(tls.map(([name, text]) => writeFile(join(folder, name), text)));
    const users = secrets['livecalc-nats-users'] ?? {};
    const config = join(folder, 'nats.conf');
    await writeFile(config, alone(await configHere(folder, { ...users, SERVER_NAME: 'alone' })));
    const server = await startNatsServer({ config, storeDir: join(folder, 'streams') });
    return serverOf(server, secrets, folder, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

function serverOf(
  server: NatsServer,
  secrets: Secrets,
  folder: string,
  remove: () => Promise<void>,
): QueueServer {
  const passwords = secrets['livecalc-nats-users'] ?? {};
  return {
    secrets,
    port: server.port,
    caFile: join(folder, 'ca.crt'),
    urlOf: (user) => {
      const password = passwords[user.toUpperCase().replace('-', '_PASSWORD_')];
      return `tls://${user}:${password}@127.0.0.1:${server.port}`;
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await remove();
    },
  };
}

function alone(config: string): string {
  return config.replace(/^cluster \{\n(?: .*\n|\n)*\}\n/m, '');
}

/** The cluster's file with this machine's paths, and the environment put in as NATS does it. */
export async function configHere(
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const text = await readFile(join(here, 'base/nats/nats.conf'), 'utf8');
  const config = text
    .replace('store_dir: "/data"', '')
    .replaceAll('/etc/nats-tls', folder)
    .replaceAll('/var/run/nats', folder)
    .replace('http_port: 8222', 'http: "127.0.0.1:-1"');
  return Object.entries(environment).reduce(
    (known, [name, value]) => known.replaceAll(`$${name}`, value),
    config,
  );
}
