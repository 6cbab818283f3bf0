/** Stands between a client and a server, and fails as networks do: in one direction or in both. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export type Direction = 'to server' | 'to client';

interface Course {
  /** Bytes a second; Infinity as fast as they come, 0 not at all. */
  bytesPerSecond: number;
}

/** Bytes come so often while they are slowed. */
const beatMs = 20;

export class TcpProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  readonly #courses: Record<Direction, Course> = {
    'to server': { bytesPerSecond: Infinity },
    'to client': { bytesPerSecond: Infinity },
  };
  #refuses = false;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((client) => this.#join(client));
  }

  /** To a port of loopback, where nobody needs to listen yet. */
  static async open(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#sockets.size / 2;
  }

  /** Ends every connection; bytes on their way are lost. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Ends every connection and takes none until `heal`. */
  refuse(): void {
    this.#refuses = true;
    this.cut();
  }

  slow(direction: Direction, bytesPerSecond: number): void {
    this.#courses[direction].bytesPerSecond = bytesPerSecond;
  }

  /** Bytes wait, and no connection ends. */
  stall(direction: Direction): void {
    this.slow(direction, 0);
  }

  heal(): void {
    this.#refuses = false;
    for (const course of Object.values(this.#courses)) course.bytesPerSecond = Infinity;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.refuse();
    await closed;
  }

  #join(client: Socket): void {
    if (this.#refuses) return void client.resetAndDestroy();
    const server = connect({ port: this.#target, host: '127.0.0.1', noDelay: true });
    client.setNoDelay(true);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      // What ends a connection is told by its close.
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    void this.#carry(client, server, this.#courses['to server']);
    void this.#carry(server, client, this.#courses['to client']);
  }

  async #carry(from: Socket, to: Socket, course: Course): Promise<void> {
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        for (let sent = 0; sent < chunk.byteLength;) {
          const piece = chunk.subarray(sent, sent + bytesPerBeat(course));
          if (course.bytesPerSecond !== Infinity) await beat();
          if (piece.byteLength > 0 && !to.write(piece)) await once(to, 'drain');
          sent += piece.byteLength;
        }
      }
      to.end();
    } catch {
      // The connection has ended.
    }
  }
}

function bytesPerBeat({ bytesPerSecond }: Course): number {
  return Math.ceil((bytesPerSecond * beatMs) / 1000);
}

async function beat(): Promise<void> {
  await new Promise((resolve) => void setTimeout(resolve, beatMs));
}
