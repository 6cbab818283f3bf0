/** Ways through a whole fleet: a package posted to its gateways, valued by its workers, tables fetched. */
import { natsServerCommand } from '../../../fleet/queue/testing/nats-server.ts';
import { noPostgres } from '../../../gateway/store/testing/postgres-server.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { valueOverHttp } from '../server/over-http.ts';
import type { Way } from '../way.ts';
import { startContainerFleet, whyNoContainerFleet } from './container-fleet.ts';
import { busyPod } from './busy-pod.ts';
import { killedAndBack, type Killed } from './killed-and-back.ts';
import { startProcesses, type FleetServer } from './process-fleet.ts';

interface FleetWay extends Omit<Way, 'open'> {
  readonly start: () => Promise<FleetServer>;
  /** Whom to kill while a job runs; null where nobody is at work. */
  readonly victim?: (fleet: FleetServer, jobId: string) => Promise<Killed | null>;
}

/** Each costs ten seconds or so until the dead are missed. The large case is among the first four. */
const mostKills = 4;

function fleetWay({ start, victim, ...way }: FleetWay): Way {
  return {
    ...way,
    open: async () => {
      const fleet = await start();
      let kills = 0;
      return {
        value: async (model, signal) => {
          await using ended = new AsyncDisposableStack();
          return await valueOverHttp(fleet, model, signal, async (jobId) => {
            if (victim === undefined || kills === mostKills) return;
            const killed = await victim(fleet, jobId);
            if (killed === null) return;
            ended.use(await killedAndBack(killed));
            kills++;
          });
        },
        [Symbol.asyncDispose]: async () => {
          await fleet[Symbol.asyncDispose]();
          if (victim !== undefined && kills === 0) throw nobodyKilled(way.name);
        },
      };
    },
  };
}

function nobodyKilled(name: string): LiveCalcError {
  return new LiveCalcError('INTERNAL', `${name}: no job ran long enough for anybody to be killed.`);
}

function whyNoFleet(): Promise<string | null> {
  const noNats =
    natsServerCommand === null ? 'there is no nats-server; apt-get install nats-server' : null;
  return Promise.resolve(noNats ?? noPostgres);
}

export const fleetWays: readonly Way[] = [
  fleetWay({
    name: 'fleet-2',
    about: 'a fleet, 2 workers',
    unavailable: whyNoFleet,
    start: () => startProcesses({ workers: 2 }),
  }),
  fleetWay({
    name: 'fleet-5-killed',
    about: 'a fleet, 5 workers, one killed while it works',
    unavailable: whyNoFleet,
    start: () => startProcesses({ workers: 5 }),
    victim: async (fleet, jobId) => fleet.worker(await busyPod(fleet, jobId)),
  }),
  fleetWay({
    name: 'gateways-2-killed',
    about: 'two gateways, the one that leads killed while a job runs',
    unavailable: whyNoFleet,
    start: () => startProcesses({ workers: 2, gateways: 2 }),
    victim: async (fleet, jobId) => {
      const isRunning = (await busyPod(fleet, jobId)) !== null;
      return isRunning ? await fleet.leader() : null;
    },
  }),
  fleetWay({
    name: 'fleet-containers',
    about: 'a fleet in containers of the image, 2 workers',
    unavailable: whyNoContainerFleet,
    start: startContainerFleet,
  }),
];
