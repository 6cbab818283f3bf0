/** A real HTTP server with sockets, and a client that keeps what it hears. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { WebSocket, type ClientOptions } from 'ws';
import { onTestFinished } from 'vitest';
import { LiveCalcError } from '../../../contracts/errors.ts';
import {
  serverMessageSchema,
  subprotocol,
  type ClientMessageInput,
  type ServerMessage,
} from '../../../contracts/wire/control-message.ts';
import { readFrame, type Frame } from '../../../contracts/wire/stream-frame.ts';
import { openAuthenticator, type Authenticator } from '../../auth/authenticator.ts';
import { originsOf } from '../../origins.ts';
import { attachSockets, type AttachedSockets, type AttachOptions } from '../attach-sockets.ts';
import { defaultSocketSettings, type SocketSettings } from '../socket-settings.ts';
import { StoredJobs } from './stored-jobs.ts';

/** Every token is the name of its tenant, but `wrong` and the empty one. */
export const tenants: Authenticator = {
  required: true,
  authenticateHeader: (header = '') => tenants.authenticateToken(header.replace('Bearer ', '')),
  async authenticateToken(token) {
    await Promise.resolve();
    if (token === 'wrong' || token === '')
      throw new LiveCalcError('UNAUTHENTICATED', 'The token is not valid.');
    return { subject: token, tenant: token, roles: ['submitter'], method: 'jwt' };
  },
};

export interface SocketServer {
  readonly server: Server;
  readonly sockets: AttachedSockets;
  readonly jobs: StoredJobs;
  /** `ws://127.0.0.1:PORT` */
  readonly url: string;
  readonly faults: unknown[];
  /** From where credentials came that were refused. */
  readonly refused: string[];
}

export interface SocketServerOptions extends Partial<Omit<AttachOptions, 'settings' | 'jobs'>> {
  readonly settings?: Partial<SocketSettings>;
}

/** Listens on loopback until the test is over. */
export async function socketServer({
  settings,
  ...options
}: SocketServerOptions = {}): Promise<SocketServer> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-sockets-'));
  const jobs = new StoredJobs(folder);
  const server = createServer();
  const faults: unknown[] = [];
  const refused: string[] = [];
  const sockets = attachSockets(server, {
    jobs,
    authenticator: openAuthenticator,
    runtimeVersion: '0.0.0',
    onSent: () => {},
    onFault: (error) => faults.push(error),
    onRefused: (_error, from) => refused.push(from),
    origins: originsOf(['http://good'], true),
    addressOf: ({ socket }) => socket.remoteAddress ?? '',
    ...options,
    settings: { ...defaultSocketSettings, ...settings },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await sockets.close();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const { port } = server.address() as AddressInfo;
  return { server, sockets, jobs, url: `ws://127.0.0.1:${port}`, faults, refused };
}

type Type = ServerMessage['type'];
type Message<T extends Type> = Extract<ServerMessage, { type: T }>;

/** A client that validates what it hears by the protocol's own schemas. */
export class TestClient {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  readonly frames: Frame[] = [];
  /** Messages and frames in the order they came: a type, or `frame STREAM/SEQUENCE`. */
  readonly heard: string[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  #read = 0;
  #onNews: () => void = () => {};

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.#onNews();
      });
    });
    socket.on('error', () => {});
    socket.on('message', (data, isBinary) => this.#hear(data as Buffer, isBinary));
  }

  static async open(
    url: string,
    options: ClientOptions & { protocols?: string[] } = {},
  ): Promise<TestClient> {
    const { protocols = [subprotocol], ...rest } = options;
    const socket = new WebSocket(url, protocols, rest);
    const client = new TestClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve).once('error', reject);
    });
    onTestFinished(() => socket.terminate());
    return client;
  }

  say(message: ClientMessageInput): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The next message of that type that no call has returned yet; those before it are passed over. */
  async next<T extends Type>(type: T): Promise<Message<T>> {
    for (;;) {
      while (this.#read < this.messages.length) {
        const message = this.messages[this.#read++]!;
        if (message.type === type) return message as Message<T>;
      }
      await this.#news(`a message \`${type}\``);
    }
  }

  /** Resolves once that many frames have come. */
  async haveFrames(count: number): Promise<void> {
    while (this.frames.length < count) await this.#news(`${count} frames`);
  }

  /** The bytes of a stream, as far as they have come. */
  bytesOf(stream: number): Buffer {
    const own = this.frames.filter((frame) => frame.stream === stream);
    return Buffer.concat(own.map(({ payload }) => payload));
  }

  async #news(awaited: string): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) {
      throw new Error(`The socket was closed before ${awaited} came: ${this.heard.join(', ')}.`);
    }
    await new Promise<void>((resolve) => (this.#onNews = resolve));
  }

  #hear(data: Buffer, isBinary: boolean): void {
    if (isBinary) {
      const frame = readFrame(data);
      this.frames.push(frame);
      this.heard.push(`frame ${frame.stream}/${frame.sequence}`);
    } else {
      const message = serverMessageSchema.parse(JSON.parse(data.toString()));
      this.messages.push(message);
      this.heard.push(message.type);
    }
    this.#onNews();
  }
}
