/** WebSockets on an HTTP server: /stream and /v1/jobs/{id}/stream. docs/protocol.md tells what they say. */
import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { LiveCalcError } from '../../contracts/errors.ts';
import { subprotocol } from '../../contracts/wire/control-message.ts';
import { problemMediaType, problemOf } from '../../contracts/wire/problem-details.ts';
import { traceparentOf } from '../http/trace-context.ts';
import type { Origins } from '../origins.ts';
import type { Principal } from '../principal.ts';
import { Connection } from './connection.ts';
import { FrameBudget } from './frame-budget.ts';
import { closeCode, ProtocolSocket } from './protocol-socket.ts';
import type { SocketServices } from './socket-services.ts';
import { frameBytes } from './stream-sender.ts';
import { socketRoute, type SocketRoute } from './upgrade-request.ts';

export interface AttachOptions extends Omit<SocketServices, 'frames'> {
  readonly origins: Origins;
  /** The client's address, for the audit log. */
  readonly addressOf: (request: IncomingMessage) => string;
}

/** The sockets of a server. */
export interface AttachedSockets {
  /** Sockets that are open. */
  readonly count: number;
  /** What clients have asked for and not been given to the end. */
  readonly openAsks: number;
  /** Of result frames waiting in our memory. */
  readonly bufferedBytes: number;
  /** Tells every socket, and those that come later, that the server goes down. */
  drain(graceMs: number): void;
  /** Closes every socket; resolves when all are gone, those that do not answer after `waitMs`. */
  close(waitMs?: number): Promise<void>;
}

const defaultCloseWaitMs = 1000;
/** How long a peer may take to answer that the socket is closed; the library's types lack it. */
const untypedOptions = { closeTimeout: 5000 };

/** Answers upgrades of `server`; every other upgrade is refused. */
export function attachSockets(server: Server, options: AttachOptions): AttachedSockets {
  const { settings } = options;
  const frames = new FrameBudget(Math.floor(settings.maxBufferedBytesOfAll / frameBytes));
  const connections = new Map<ProtocolSocket, Connection>();
  let drainMs: number | null = null;
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: settings.maxMessageBytes,
    handleProtocols: () => subprotocol,
    ...untypedOptions,
    WebSocket: ProtocolSocket,
  });

  const accept = (request: IncomingMessage, stream: Duplex, head: Buffer, known: Known): void =>
    webSockets.handleUpgrade(request, stream, head, (socket) => {
      const from = options.addressOf(request);
      const facts = { ...known, from, traceparent: traceparentOf(request) };
      const connection = new Connection(socket, facts, { ...options, frames });
      connections.set(socket, connection);
      socket.on('close', () => connections.delete(socket));
      // Told by its `close`; without a listener the process would end.
      socket.on('error', () => {});
      connection.open();
      watchAnonymousBytes(stream, connection);
      if (drainMs !== null) connection.tellDraining(drainMs);
    });

  const upgrade = async (request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> => {
    stream.on('error', destroyIt);
    try {
      options.origins.check(request);
      const route = socketRoute(upgradeRequest(request));
      if (connections.size >= settings.maxSockets) throw tooManySockets(settings.maxSockets);
      const who = await namedUser(request, options, options.addressOf(request));
      stream.off('error', destroyIt);
      accept(request, stream, head, { ...route, who });
    } catch (error) {
      if (problemOf(error).code === 'INTERNAL') options.onFault(error);
      refuseUpgrade(stream, error);
    }
  };
  const onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void =>
    void upgrade(request, stream, head);
  server.on('upgrade', onUpgrade);
  const heartbeat = setInterval(() => {
    const nowMs = performance.now();
    for (const connection of connections.values()) connection.checkPeer(nowMs);
  }, settings.heartbeatMs).unref();

  return {
    get count() {
      return connections.size;
    },
    get openAsks() {
      return [...connections.values()].reduce((sum, one) => sum + one.openAsks, 0);
    },
    get bufferedBytes() {
      return [...connections.values()].reduce((sum, one) => sum + one.bufferedBytes, 0);
    },
    drain(graceMs) {
      drainMs = graceMs;
      for (const connection of connections.values()) connection.tellDraining(graceMs);
    },
    async close(waitMs = defaultCloseWaitMs) {
      clearInterval(heartbeat);
      server.off('upgrade', onUpgrade);
      await Promise.all([...connections.keys()].map((socket) => closeSocket(socket, waitMs)));
    },
  };
}

interface Known extends SocketRoute {
  readonly who: Principal | null;
}

function upgradeRequest({ url, headers }: IncomingMessage): Parameters<typeof socketRoute>[0] {
  return { url: url ?? '/', protocols: headers['sec-websocket-protocol'] };
}

/** Null where the socket's first message is to name the user. */
async function namedUser(
  { headers }: IncomingMessage,
  { authenticator, onRefused }: AttachOptions,
  from: string,
): Promise<Principal | null> {
  if (authenticator.required && headers.authorization === undefined) return null;
  try {
    return await authenticator.authenticateHeader(headers.authorization);
  } catch (error) {
    onRefused(error, from);
    throw error;
  }
}

/** Whoever is not known yet cannot make us hold a long message. */
function watchAnonymousBytes(stream: Duplex, connection: Connection): void {
  let bytes = 0;
  const count = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (connection.isAnonymous) connection.checkAnonymousBytes(bytes);
    else stream.off('data', count);
  };
  // Before the socket's own listener.
  stream.prependListener('data', count);
}

function refuseUpgrade(stream: Duplex, error: unknown): void {
  const problem = problemOf(error);
  const body = JSON.stringify(problem);
  const headers = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'Connection: close',
    `Content-Type: ${problemMediaType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(problem.status === 401 ? ['WWW-Authenticate: Bearer'] : []),
    ...(problem.status === 503 ? ['Retry-After: 5'] : []),
  ];
  stream.end(`${headers.join('\r\n')}\r\n\r\n${body}`, () => stream.destroy());
}

function destroyIt(this: Duplex): void {
  this.destroy();
}

async function closeSocket(socket: ProtocolSocket, waitMs: number): Promise<void> {
  const closed = new Promise((resolve) => socket.once('close', resolve));
  // A paused socket would not read the answer.
  socket.resume();
  socket.close(closeCode.goingAway, 'the server goes down');
  const timer = setTimeout(() => socket.terminate(), waitMs);
  await closed;
  clearTimeout(timer);
}

function tooManySockets(most: number): LiveCalcError {
  const message = `${most} sockets are open, as many as this server takes. Try again later.`;
  return new LiveCalcError('QUEUE_FULL', message);
}
