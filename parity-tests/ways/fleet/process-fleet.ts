/** A fleet of processes, whose servers can be told apart. */
import { poolOf } from '../../../gateway/submission/pool-of.ts';
import { LocalFleet, type LocalFleetOptions } from '../../../local-fleet/local-fleet.ts';
import type { ServerProcess } from '../../../local-fleet/server-process.ts';
import { ask } from '../server/jobs.ts';
import type { Server } from '../server/server.ts';

export interface FleetServer extends Server {
  /** The worker of a pod; null where there is none of that name. */
  worker(pod: string | null): ServerProcess | null;
  /** A gateway that leads a job; null where none does. */
  leader(): Promise<ServerProcess | null>;
}

const tries = 100;

export async function startProcesses({
  workers = 2,
  ...options
}: LocalFleetOptions): Promise<FleetServer> {
  // What a dead worker had is offered again soon: how soon is not what is compared.
  const workerEnv = { ACK_WAIT_SECONDS: '2' };
  const fleet = await LocalFleet.start({ ...options, workerEnv, workers: 0 });
  try {
    const byPod = new Map<string, ServerProcess>();
    for (const pod of Array.from({ length: workers }, (_, index) => `pod-${index}`)) {
      byPod.set(pod, await fleet.addWorker({ POD_NAME: pod }));
    }
    // For models that bring code.
    await fleet.addWorker({ POOL: poolOf('local', true), POD_NAME: 'pod-of-the-tenant' });
    return {
      url: fleet.url,
      headers: {},
      tries,
      worker: (pod) => byPod.get(pod ?? '') ?? null,
      leader: () => leaderOf(fleet.gateways),
      [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
    };
  } catch (error) {
    await fleet[Symbol.asyncDispose]();
    throw error;
  }
}

async function leaderOf(gateways: readonly ServerProcess[]): Promise<ServerProcess | null> {
  for (const gateway of gateways) {
    const metrics = await ask({ url: gateway.url, headers: {} }, '/metrics', {});
    if (/^livecalc_jobs_led [1-9]/m.test(await metrics.text())) return gateway;
  }
  return null;
}
