/** Ways through a whole fleet: a package posted to its gateways, valued by its workers, tables fetched. */
import { whyNoFleet } from '../../../local-fleet/local-fleet.ts';
import type { WrittenCase } from '../../cases/model-case.ts';
import type { Outcome } from '../../comparison/outcome.ts';
import { whyNoContainer } from '../server/container.ts';
import { valueOverHttp } from '../server/over-http.ts';
import type { Way } from '../way.ts';
import { startContainerFleet } from './container-fleet.ts';
import type { Fault, PrepareFault } from './fault.ts';
import type { FleetServer } from './fleet-server.ts';
import { killLeader } from './gateway-killed.ts';
import { startProcesses } from './process-fleet.ts';
import { checkShared } from './shared-work.ts';
import { killWorker } from './worker-killed.ts';

interface FleetWay<Fleet extends FleetServer> extends Omit<Way, 'open'> {
  readonly start: () => Promise<Fleet>;
  /** For cases that are spread on every machine. */
  readonly prepareFault?: (fleet: Fleet) => Promise<Fault>;
}

function fleetWay<Fleet extends FleetServer>({
  start,
  prepareFault,
  ...way
}: FleetWay<Fleet>): Way {
  return {
    ...way,
    open: async () => {
      const fleet = await start();
      return {
        value: async (model, signal) => {
          if (!model.isSpread) return await valueOverHttp(fleet, model, signal);
          await using fault = (await prepareFault?.(fleet)) ?? null;
          return await valueSpread(fleet, fault, model, signal);
        },
        [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
      };
    },
  };
}

/** Throws INTERNAL where several workers had no part in it, or the fault did not hit it. */
async function valueSpread(
  fleet: FleetServer,
  fault: Fault | null,
  model: WrittenCase,
  signal: AbortSignal,
): Promise<Outcome> {
  let job = '';
  const outcome = await valueOverHttp(fleet, model, signal, async (jobId) => {
    job = jobId;
    await fault?.strike(jobId, signal);
  });
  checkShared(await fleet.tasks(job));
  await fault?.check(job);
  return outcome;
}

function processWay(
  way: Pick<Way, 'name' | 'about'>,
  servers: Parameters<typeof startProcesses>[0],
  prepareFault?: PrepareFault,
): Way {
  const start = () => startProcesses(servers);
  return fleetWay({
    ...way,
    unavailable: () => Promise.resolve(whyNoFleet()),
    start,
    ...(prepareFault && { prepareFault }),
  });
}

export const fleetWays: readonly Way[] = [
  processWay({ name: 'fleet-2', about: 'a fleet, 2 workers' }, { workers: 2 }),
  processWay(
    { name: 'fleet-5-killed', about: 'a fleet, 5 workers, one killed with work in hand' },
    { workers: 5 },
    killWorker,
  ),
  processWay(
    { name: 'gateways-2-killed', about: 'two gateways, the one that leads killed in the middle' },
    { workers: 2, gateways: 2 },
    killLeader,
  ),
  fleetWay({
    name: 'fleet-containers',
    about: 'a fleet in containers of the image, 2 workers',
    unavailable: async () => whyNoFleet() ?? (await whyNoContainer()),
    start: startContainerFleet,
  }),
];
