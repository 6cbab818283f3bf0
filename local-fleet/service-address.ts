/**
 * One address for several gateways, as a Service of Kubernetes is: each connection goes to the next one
 * that takes it.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export class ServiceAddress implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #ports: () => readonly number[];
  #turn = 0;

  private constructor(ports: () => readonly number[]) {
    this.#ports = ports;
    this.#server = createServer((client) => this.#accept(client));
  }

  /** `ports` are those of the gateways now. */
  static async open(ports: () => readonly number[]): Promise<ServiceAddress> {
    const service = new ServiceAddress(ports);
    service.#server.listen(0, '127.0.0.1');
    await once(service.#server, 'listening');
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(client: Socket): void {
    this.#keep(client);
    const ports = this.#ports();
    this.#forward(client, ports, this.#turn++, ports.length);
  }

  #forward(client: Socket, ports: readonly number[], turn: number, tries: number): void {
    const port = ports[turn % ports.length];
    if (tries === 0 || port === undefined) return void client.destroy();
    const server = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#keep(server);
    let isOpen = false;
    server.once('connect', () => {
      isOpen = true;
      client.pipe(server);
      server.pipe(client);
    });
    server.on('close', () => {
      if (isOpen) client.destroy();
      else this.#forward(client, ports, turn + 1, tries - 1);
    });
    client.on('close', () => server.destroy());
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    // What ends a connection is told by its close.
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
