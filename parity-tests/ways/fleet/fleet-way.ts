/** Ways through a whole fleet: a package posted to its gateways, valued by its workers, tables fetched. */
import { whyNoFleet } from '../../../local-fleet/local-fleet.ts';
import { whyNoContainer } from '../server/container.ts';
import type { Way } from '../way.ts';
import { startContainerFleet } from './container-fleet.ts';
import type { Fault, PrepareFault } from './fault.ts';
import { FleetJob } from './fleet-job.ts';
import type { FleetServer } from './fleet-server.ts';
import { killLeader } from './gateway-killed.ts';
import { startProcesses } from './process-fleet.ts';
import { killWorker } from './worker-killed.ts';

interface FleetWay<Fleet extends FleetServer> extends Omit<Way, 'open'> {
  readonly start: () => Promise<Fleet>;
  /** For cases that workers share. */
  readonly prepareFault?: (fleet: Fleet, atStage: number) => Promise<Fault>;
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
      let last = new FleetJob(fleet);
      return {
        value: async (model, signal) => {
          last = new FleetJob(fleet);
          if (model.shared === null) return await last.value(model, signal);
          await using fault = (await prepareFault?.(fleet, model.faultAtStage)) ?? null;
          return await last.valueShared(model.shared, fault, model, signal);
        },
        lastWords: () => last.words(),
        [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
      };
    },
  };
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
