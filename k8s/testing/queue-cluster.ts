/** Three servers that are a cluster, as the StatefulSet's are, on loopback. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNatsServer, type NatsServer } from '../../fleet/queue/testing/nats-server.ts';
import { freePort } from '../../local-fleet/free-port.ts';
import { configHere, makeSecrets } from './queue-server.ts';

export interface QueueCluster extends AsyncDisposable {
  readonly servers: readonly NatsServer[];
  readonly caFile: string;
  /** Of all servers, with user and password. */
  urlOf(user: string): string;
}

export async function startQueueCluster(): Promise<QueueCluster> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'livecalc-k8s-cluster-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const secrets = await makeSecrets();
  const tls = Object.entries(secrets['livecalc-nats-tls'] ?? {});
  await Promise.all(tls.map(([name, text]) => writeFile(join(folder, name), text)));
  const passwords = secrets['livecalc-nats-users'] ?? {};
  const ports = await Promise.all([freePort(), freePort(), freePort()]);
  const servers = await Promise.all(
    ports.map(async (port, index) => {
      const name = `livecalc-nats-${index}`;
      const text = await configHere(folder, { ...passwords, SERVER_NAME: name });
      const config = join(folder, `${name}.conf`);
      await writeFile(config, withPorts(text, port, ports).replace('nats.pid', `${name}.pid`));
      const server = await startNatsServer({ config, storeDir: join(folder, name) });
      return stack.use(server);
    }),
  );
  const all = stack.move();
  return {
    servers,
    caFile: join(folder, 'ca.crt'),
    urlOf: (user) => {
      const password = passwords[user.toUpperCase().replace('-', '_PASSWORD_')];
      return servers.map(({ port }) => `tls://${user}:${password}@127.0.0.1:${port}`).join();
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function withPorts(config: string, own: number, ports: readonly number[]): string {
  return config
    .replace('port: 6222', `listen: "127.0.0.1:${own}"`)
    .replaceAll(
      /tls:\/\/livecalc-nats-(\d)[^"]*/g,
      (_, index) => `tls://127.0.0.1:${ports[Number(index)]}`,
    );
}
