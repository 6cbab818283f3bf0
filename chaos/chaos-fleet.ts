/** The fleet under fire: what can be struck, and what stands between its parts. */
import { LocalFleet } from '../local-fleet/local-fleet.ts';
import { RepeatedMessages } from './repeated-messages.ts';
import { SmallDisk } from './small-disk.ts';
import { TcpProxy } from './tcp-proxy.ts';

export interface ChaosFleet extends AsyncDisposable {
  readonly fleet: LocalFleet;
  readonly toNats: TcpProxy;
  readonly toPostgres: TcpProxy;
  readonly disk: SmallDisk;
  readonly messages: RepeatedMessages;
}

/** Stages that take longer are spread: low, so that small jobs become many tasks. */
const spreadAboveMs = 20;
/** Faults are far more frequent than anywhere else. */
const maxAttempts = 100;

export interface ChaosFleetOptions {
  readonly gateways: number;
  readonly workers: number;
  readonly onLog: (server: string, line: Readonly<Record<string, unknown>>) => void;
}

/** Resolves once every server is ready. */
export async function startChaosFleet(options: ChaosFleetOptions): Promise<ChaosFleet> {
  await using stack = new AsyncDisposableStack();
  const disk = stack.use(new SmallDisk());
  const proxies: { nats?: TcpProxy; postgres?: TcpProxy } = {};
  const clock = new URL('./jumping-clock.ts', import.meta.url).href;
  const fleet = await LocalFleet.start({
    ...options,
    threads: 1,
    gatewayEnv: {
      OBJECTS_DIR: disk.folder,
      SPREAD_ABOVE_MS: String(spreadAboveMs),
      MAX_ATTEMPTS: String(maxAttempts),
      NODE_OPTIONS: `--import ${clock}`,
    },
    addresses: async ({ natsUrl, databaseUrl }) => {
      const through = async (url: string): Promise<[TcpProxy, string]> => {
        const address = new URL(url);
        const proxy = stack.use(await TcpProxy.open(Number(address.port)));
        address.port = String(proxy.port);
        return [proxy, address.href];
      };
      const [nats, throughNats] = await through(natsUrl);
      const [postgres, throughPostgres] = await through(databaseUrl);
      Object.assign(proxies, { nats, postgres });
      return { natsUrl: throughNats, databaseUrl: throughPostgres };
    },
  });
  // The servers end before what stands between them.
  stack.use(fleet);
  const messages = stack.use(await RepeatedMessages.open(fleet.nats.url));
  const all = stack.move();
  return {
    fleet,
    disk,
    messages,
    toNats: proxies.nats!,
    toPostgres: proxies.postgres!,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
