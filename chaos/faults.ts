/** Everything that happens to the fleet. A fault mends itself: it resolves when all is up again. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerProcess } from '../local-fleet/server-process.ts';
import type { ChaosFleet } from './chaos-fleet.ts';
import type { Draw } from './draw.ts';
import type { Direction, TcpProxy } from './tcp-proxy.ts';

/** Of faults that hit the same, one happens at a time. */
export type Target = 'worker' | 'gateway' | 'nats' | 'postgres' | 'disk';

export interface Fault {
  readonly kind: string;
  readonly target: Target;
  /** How often it is drawn, against the others. */
  readonly weight: number;
  strike(chaos: ChaosFleet, draw: Draw): Promise<void>;
}

/** A task is somebody else's after 15 s, a job after 10 s: these pauses last longer. */
const longPauseMs = { worker: 17_000, gateway: 12_000 } as const;
const slowBytesPerSecond = 200_000;
const restartPatienceMs = 180_000;
const directions: readonly Direction[] = ['to server', 'to client'];

export const faults: readonly Fault[] = [
  ...serverFaults('worker', 6),
  ...serverFaults('gateway', 4),
  {
    kind: 'gateway clock jumps',
    target: 'gateway',
    weight: 3,
    async strike({ fleet }, draw) {
      const { pid } = draw.one(fleet.gateways);
      // An hour ahead, an hour back, and right again.
      for (let jump = 0; jump < 3; jump++) {
        process.kill(pid!, 'SIGUSR2');
        await delay(draw.between(200, 1500));
      }
    },
  },
  {
    kind: 'nats-server killed',
    target: 'nats',
    weight: 3,
    async strike({ fleet: { nats } }, draw) {
      await nats.kill();
      await delay(draw.between(100, 1500));
      await nats.start();
    },
  },
  {
    kind: 'nats-server loses its volume',
    target: 'nats',
    weight: 3,
    async strike({ fleet: { nats } }, draw) {
      await nats.kill();
      nats.wipe();
      await delay(draw.between(100, 1000));
      await nats.start();
    },
  },
  ...connectionFaults('nats', 'NATS', (chaos) => chaos.toNats),
  ...connectionFaults('postgres', 'PostgreSQL', (chaos) => chaos.toPostgres),
  {
    kind: 'PostgreSQL restarted',
    target: 'postgres',
    weight: 2,
    strike: ({ fleet: { postgres } }) => postgres.restart(),
  },
  {
    kind: 'PostgreSQL killed',
    target: 'postgres',
    weight: 2,
    async strike({ fleet: { postgres } }, draw) {
      await postgres.kill();
      await delay(draw.between(100, 2000));
      await postgres.start();
    },
  },
  {
    kind: 'disk for objects full',
    target: 'disk',
    weight: 3,
    async strike({ disk }, draw) {
      disk.fill();
      await delay(draw.between(500, 2500));
      disk.clear();
    },
  },
  ...(['tasks', 'outcomes'] as const).map((what): Fault => ({
    kind: `${what} delivered twice`,
    target: 'nats',
    weight: 3,
    async strike({ messages }, draw) {
      await messages.repeat(what, Math.ceil(draw.between(1, 20)));
    },
  })),
];

function serverFaults(kind: 'worker' | 'gateway', weight: number): readonly Fault[] {
  const serverOf = ({ fleet }: ChaosFleet, draw: Draw): ServerProcess =>
    draw.one(kind === 'worker' ? fleet.workers : fleet.gateways);
  const paused = async (server: ServerProcess, ms: number): Promise<void> => {
    server.pause();
    await delay(ms);
    server.resume();
  };
  return [
    {
      kind: `${kind} killed`,
      target: kind,
      weight,
      async strike(chaos, draw) {
        const server = serverOf(chaos, draw);
        await server.kill();
        await delay(draw.between(100, 1500));
        await startAgain(server);
      },
    },
    {
      kind: `${kind} paused`,
      target: kind,
      weight: weight / 2,
      strike: (chaos, draw) => paused(serverOf(chaos, draw), draw.between(300, 4000)),
    },
    {
      kind: `${kind} paused for long`,
      target: kind,
      weight: 0.5,
      strike: (chaos, draw) => paused(serverOf(chaos, draw), longPauseMs[kind]),
    },
  ];
}

function connectionFaults(
  target: 'nats' | 'postgres',
  name: string,
  proxyOf: (chaos: ChaosFleet) => TcpProxy,
): readonly Fault[] {
  const until = async (proxy: TcpProxy, ms: number): Promise<void> => {
    await delay(ms);
    proxy.heal();
  };
  const cut: Fault['strike'] = async (chaos) => {
    proxyOf(chaos).cut();
    await Promise.resolve();
  };
  const refuse: Fault['strike'] = async (chaos, draw) => {
    proxyOf(chaos).refuse();
    await until(proxyOf(chaos), draw.between(300, 2000));
  };
  const slow: Fault['strike'] = async (chaos, draw) => {
    for (const direction of directions) proxyOf(chaos).slow(direction, slowBytesPerSecond);
    await until(proxyOf(chaos), draw.between(500, 3000));
  };
  const stall: Fault['strike'] = async (chaos, draw) => {
    proxyOf(chaos).stall(draw.one(directions));
    await until(proxyOf(chaos), draw.between(300, 3000));
  };
  return [
    { kind: `connections to ${name} cut`, target, weight: 3, strike: cut },
    { kind: `connections to ${name} refused`, target, weight: 2, strike: refuse },
    { kind: `connections to ${name} slowed`, target, weight: 2, strike: slow },
    { kind: `connections to ${name} stalled in one direction`, target, weight: 2, strike: stall },
  ];
}

/** What it needs may be down, too. */
async function startAgain(server: ServerProcess): Promise<void> {
  const until = performance.now() + restartPatienceMs;
  for (;;) {
    try {
      return await server.start();
    } catch (error) {
      if (performance.now() > until) throw error;
      await delay(500);
    }
  }
}
