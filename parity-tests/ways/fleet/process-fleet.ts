/** A fleet of processes, whose servers can be told apart. */
import { openPostgresStore } from '../../../gateway/store/postgres-store.ts';
import { poolOf } from '../../../gateway/submission/pool-of.ts';
import { LocalFleet } from '../../../local-fleet/local-fleet.ts';
import { downLines, LogLines } from '../server/log-lines.ts';
import { spreadAlmostAll, type PodProcess, type ProcessFleet } from './fleet-server.ts';

const tries = 100;
// What a dead worker had is offered again soon: how soon is not what is compared.
const workerEnv = { ACK_WAIT_SECONDS: '2' };

export async function startProcesses(servers: {
  readonly workers: number;
  readonly gateways?: number;
}): Promise<ProcessFleet> {
  await using stack = new AsyncDisposableStack();
  const log = new LogLines();
  const fleet = stack.use(
    await LocalFleet.start({
      ...servers,
      workers: 0,
      gatewayEnv: spreadAlmostAll,
      workerEnv,
      onLog: (server, line) => log.add(server, line),
    }),
  );
  const addPod = async (pod: string): Promise<PodProcess> => ({
    pod,
    process: await fleet.addWorker({ POD_NAME: pod }),
  });
  const names = Array.from({ length: servers.workers }, (_, index) => `pod-${index}`);
  const [workers] = await Promise.all([
    Promise.all(names.map(addPod)),
    // For models that bring code.
    fleet.addWorker({ POOL: poolOf('local', true), POD_NAME: 'pod-of-the-tenant' }),
  ]);
  const store = stack.use(await openPostgresStore({ url: fleet.postgres.url, caFile: null }));
  const all = stack.move();
  return {
    url: fleet.url,
    headers: {},
    tries,
    workers,
    gateways: fleet.gateways,
    tasks: (jobId) => store.tasks(jobId),
    logSince: (time) =>
      Promise.resolve([...downLines([...fleet.gateways, ...fleet.workers]), ...log.since(time)]),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
