/**
 * A gateway and two workers in containers of the image, read-only and without capabilities. Their
 * images cannot be had everywhere, so NATS and PostgreSQL are processes beside them; all share this machine's
 * loopback.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { startNatsServer } from '../../../fleet/queue/testing/nats-server.ts';
import { openPostgresStore } from '../../../gateway/store/postgres-store.ts';
import { startPostgres } from '../../../gateway/store/testing/postgres-server.ts';
import { sharedPool } from '../../../contracts/wire/task.ts';
import { poolOf } from '../../../gateway/submission/pool-of.ts';
import { containerLog } from '../../../image/testing/container-log.ts';
import { docker } from '../../../image/testing/docker.ts';
import { imageUnderTest } from '../../../image/testing/image-under-test.ts';
import { hardening } from '../../../image/testing/worker-container.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { freePort } from '../../../local-fleet/free-port.ts';
import { containerLines } from '../server/log-lines.ts';
import { spreadAlmostAll, type FleetServer } from './fleet-server.ts';

const readyMs = 60_000;

interface ServerContainer {
  readonly role: 'gateway' | 'worker';
  readonly id: string;
  readonly url: string;
}

export async function startContainerFleet(): Promise<FleetServer> {
  await using stack = new AsyncDisposableStack();
  const nats = stack.use(await startNatsServer());
  const postgres = stack.use(await startPostgres());
  const shared = { HOST: '127.0.0.1', NATS_URL: nats.url };
  const gateway = await startServer(stack, 'gateway', {
    ...shared,
    DATABASE_URL: postgres.url,
    OBJECTS_DIR: '/data/objects',
    ...spreadAlmostAll,
  });
  // The last one is for models that bring code.
  const pools = [sharedPool, sharedPool, poolOf('local', true)];
  const workers = await Promise.all(
    pools.map((POOL) =>
      startServer(stack, 'worker', { ...shared, GATEWAY_URL: gateway.url, THREADS: '1', POOL }),
    ),
  );
  const store = stack.use(await openPostgresStore({ url: postgres.url, caFile: null }));
  const all = stack.move();
  return {
    url: gateway.url,
    headers: {},
    tasks: (jobId) => store.tasks(jobId),
    logSince: async (time) => {
      const lines = [gateway, ...workers].map(({ role, id, url }) =>
        containerLines(`${role} ${url}`, id, time),
      );
      return (await Promise.all(lines)).flat();
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Resolves once it is ready. Throws INTERNAL with its log where it is not. */
async function startServer(
  stack: AsyncDisposableStack,
  role: ServerContainer['role'],
  settings: Readonly<Record<string, string>>,
): Promise<ServerContainer> {
  const port = await freePort();
  const env = Object.entries({ ...settings, PORT: String(port) }).map(
    ([name, value]) => `--env=${name}=${value}`,
  );
  const limits = ['--network=host', '--memory=2g', ...hardening];
  const id = await docker('run', '--detach', ...limits, ...env, imageUnderTest!, role);
  stack.defer(async () => void (await docker('rm', '--force', '--volumes', id)));
  const url = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + readyMs; Date.now() < end; await wait(50)) {
    const isReady = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return { role, id, url };
  }
  const log = await containerLog(id);
  throw new LiveCalcError('INTERNAL', `The ${role}'s container is not ready; it says:\n${log}`);
}
