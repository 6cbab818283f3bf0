/** A whole fleet of processes on this machine: nats-server, PostgreSQL, gateways and workers. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  natsServerCommand,
  startNatsServer,
  type NatsServer,
} from '../fleet/queue/testing/nats-server.ts';
import {
  noPostgres,
  startPostgres,
  type PostgresServer,
} from '../gateway/store/testing/postgres-server.ts';
import { ServerProcess, type ServerKind, type ServerOptions } from './server-process.ts';
import { ServiceAddress } from './service-address.ts';

/** Why there is none on this machine; null where there may be. */
export function whyNoFleet(): string | null {
  if (natsServerCommand === null) return 'there is no nats-server; apt-get install nats-server';
  return noPostgres;
}

export interface LocalFleetOptions {
  readonly gateways?: number;
  readonly workers?: number;
  /** Of each worker. */
  readonly threads?: number;
  /** Settings of gateways and of workers beside those that make the fleet. */
  readonly gatewayEnv?: Readonly<Record<string, string>>;
  readonly workerEnv?: Readonly<Record<string, string>>;
  /** Through what servers reach each other instead, for example a proxy that fails. */
  readonly addresses?: (addresses: FleetAddresses) => Promise<FleetAddresses>;
  readonly wrapper?: (kind: ServerKind, index: number) => readonly string[];
  readonly onLog?: (server: string, line: Readonly<Record<string, unknown>>) => void;
}

export interface FleetAddresses {
  readonly natsUrl: string;
  readonly databaseUrl: string;
}

export class LocalFleet implements AsyncDisposable {
  readonly nats: NatsServer;
  readonly postgres: PostgresServer;
  readonly folder: string;
  readonly gateways: ServerProcess[] = [];
  readonly workers: ServerProcess[] = [];
  readonly #options: LocalFleetOptions;
  readonly #addresses: FleetAddresses;
  readonly #service: ServiceAddress;
  readonly #counts = { gateway: 0, worker: 0 };
  /** What ends with it. */
  #rest = new AsyncDisposableStack();

  private constructor(
    parts: {
      readonly nats: NatsServer;
      readonly postgres: PostgresServer;
      readonly folder: string;
    },
    options: LocalFleetOptions,
    addresses: FleetAddresses,
    service: ServiceAddress,
  ) {
    this.nats = parts.nats;
    this.postgres = parts.postgres;
    this.folder = parts.folder;
    this.#options = options;
    this.#addresses = addresses;
    this.#service = service;
  }

  /** Resolves once all of them take work. */
  static async start(options: LocalFleetOptions = {}): Promise<LocalFleet> {
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-fleet-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const nats = stack.use(await startNatsServer());
    const postgres = stack.use(await startPostgres());
    const direct = { natsUrl: nats.url, databaseUrl: postgres.url };
    const addresses = (await options.addresses?.(direct)) ?? direct;
    const gateways = (): number[] =>
      fleet.gateways.filter(({ pid }) => pid !== null).map(({ port }) => port);
    const service = stack.use(await ServiceAddress.open(gateways));
    const fleet: LocalFleet = new LocalFleet(
      { nats, postgres, folder },
      options,
      addresses,
      service,
    );
    stack.defer(() => fleet.#endServers());
    await fleet.addGateway();
    await Promise.all(
      Array.from({ length: (options.gateways ?? 1) - 1 }, () => fleet.addGateway()),
    );
    await Promise.all(Array.from({ length: options.workers ?? 2 }, () => fleet.addWorker()));
    fleet.#rest = stack.move();
    return fleet;
  }

  /** Where clients find the gateways. */
  get url(): string {
    return this.#service.url;
  }

  async addGateway(): Promise<ServerProcess> {
    const index = this.#counts.gateway++;
    const server = await this.#start('gateway', index, {
      // Not a temporary folder of its own: it is ended by SIGKILL, and would leave it.
      DATA_DIR: path.join(this.folder, `gateway-${index}`),
      OBJECTS_DIR: path.join(this.folder, 'objects'),
      DATABASE_URL: this.#addresses.databaseUrl,
      ...this.#options.gatewayEnv,
    });
    this.gateways.push(server);
    return server;
  }

  async addWorker(env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
    const index = this.#counts.worker++;
    const server = await this.#start('worker', index, {
      GATEWAY_URL: this.url,
      THREADS: String(this.#options.threads ?? 1),
      DATA_DIR: path.join(this.folder, `worker-${index}`),
      MAX_MEMORY_MB: '3000',
      ...this.#options.workerEnv,
      ...env,
    });
    this.workers.push(server);
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rest.disposeAsync();
  }

  async #start(
    kind: ServerKind,
    index: number,
    env: Readonly<Record<string, string>>,
  ): Promise<ServerProcess> {
    const { onLog, wrapper } = this.#options;
    const options: ServerOptions = {
      kind,
      env: { NATS_URL: this.#addresses.natsUrl, ...env },
      ...(wrapper && { wrapper: wrapper(kind, index) }),
      ...(onLog && { onLog: (line) => onLog(`${kind} ${index}`, line) }),
    };
    return await ServerProcess.start(options);
  }

  async #endServers(): Promise<void> {
    const servers = [...this.workers, ...this.gateways];
    await Promise.all(servers.map((server) => server.kill()));
  }
}
