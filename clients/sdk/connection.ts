/** A socket to the server that comes back when it is lost. */
import { LiveCalcError } from '../../contracts/errors.ts';
import {
  serverMessageSchema,
  subprotocol,
  type ClientMessageInput,
  type ServerMessage,
} from '../../contracts/wire/control-message.ts';
import { problemError } from '../../contracts/wire/problem-details.ts';
import { readFrame, type Frame } from '../../contracts/wire/stream-frame.ts';
import { backoffMs } from '../../contracts/backoff.ts';
import type { KnownOptions } from './client-options.ts';
import { unreachable } from './http-api.ts';

export interface ConnectionListener {
  /** Whether the socket is still needed: one that is not needed is not opened again. */
  isNeeded(): boolean;
  /** The server listens; what was under way is to be asked for again. */
  up(): void;
  /** The socket is gone; it is tried again where it is needed. */
  cut(): void;
  /** It does not come back. */
  lost(error: unknown): void;
  message(message: ServerMessage): void;
  frame(frame: Frame): void;
}

/** Closed for a reason that another attempt would meet again. */
const finalCodes: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009, 4401, 4403, 4404]);

/** A socket that stood so long was none of a server that ends them at once. */
const lastingMs = 10_000;

type State = 'idle' | 'opening' | 'up' | 'waiting' | 'closed';

export class Connection {
  readonly #url: string;
  readonly #options: KnownOptions;
  readonly #listener: ConnectionListener;
  #state: State = 'idle';
  #socket: WebSocket | null = null;
  #attempt = 0;
  /** When the connection was lost; null where it never was, or came back for good. */
  #lostMs: number | null = null;
  #upMs = 0;
  /** What the server said last that was about the socket itself. */
  #said: LiveCalcError | null = null;

  constructor(url: string, options: KnownOptions, listener: ConnectionListener) {
    this.#url = url;
    this.#options = options;
    this.#listener = listener;
  }

  get isUp(): boolean {
    return this.#state === 'up';
  }

  /** Opens the socket where there is none; the listener is told. */
  open(): void {
    if (this.#state === 'idle') this.#open();
  }

  /** What is sent while there is no socket is dropped: `up` says when to say it again. */
  send(message: ClientMessageInput): void {
    if (this.#state === 'up') this.#socket?.send(JSON.stringify(message));
  }

  /** The socket is not needed just now. */
  rest(): void {
    if (this.#state === 'closed') return;
    this.#leave('idle');
  }

  close(): void {
    this.#leave('closed');
  }

  #leave(state: 'idle' | 'closed'): void {
    this.#state = state;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  #open(): void {
    this.#state = 'opening';
    this.#said = null;
    let socket: WebSocket;
    try {
      socket = new this.#options.WebSocket(this.#url, subprotocol);
    } catch (cause) {
      return this.#giveUp(unreachable(this.#url, 'a socket cannot be opened', cause));
    }
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      if (socket === this.#socket) void this.#hear(socket, data as string | ArrayBuffer);
    });
    socket.addEventListener('close', ({ code, reason }) => {
      if (socket === this.#socket) this.#closed(code, reason);
    });
    // `close` follows, and says as much as there is.
    socket.addEventListener('error', () => {});
  }

  async #hear(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    try {
      if (typeof data !== 'string') return this.#listener.frame(readFrame(new Uint8Array(data)));
      const message = serverMessageSchema.parse(JSON.parse(data));
      if (message.type === 'connected') return await this.#greet(socket, message.authenticate);
      const isOfSocket = message.type === 'error' && !message.requestId && !message.jobId;
      if (isOfSocket) this.#said = problemError(message.error);
      else this.#cameBack();
      this.#listener.message(message);
    } catch (error) {
      this.#giveUp(error instanceof LiveCalcError ? error : notOurs(this.#url, error));
    }
  }

  async #greet(socket: WebSocket, isAsked: boolean): Promise<void> {
    if (isAsked) {
      const token = await this.#options.token();
      if (socket !== this.#socket) return;
      if (token === null) throw noToken(this.#url);
      socket.send(JSON.stringify({ type: 'authenticate', token }));
    }
    this.#state = 'up';
    this.#upMs = performance.now();
    this.#listener.up();
  }

  /** Not by being open alone: a server that ends its sockets at once would be tried without end. */
  #cameBack(): void {
    this.#lostMs = null;
    this.#attempt = 0;
  }

  #closed(code: number, reason: string): void {
    this.#socket = null;
    if (this.#state === 'up') {
      if (performance.now() - this.#upMs > lastingMs) this.#cameBack();
      this.#lostMs ??= performance.now();
    }
    this.#state = 'idle';
    this.#listener.cut();
    if (!this.#listener.isNeeded()) return;
    const why = `the socket was closed (${code}${reason && `, ${reason}`})`;
    const error = this.#said ?? unreachable(this.#url, why);
    // A first attempt that fails tells of a wrong address, or of a page that is not allowed here.
    if (this.#lostMs === null || finalCodes.has(code)) return this.#giveUp(error);
    const waitMs = backoffMs(this.#attempt++, this.#options.random);
    if (performance.now() - this.#lostMs + waitMs > this.#options.reconnectMs) {
      return this.#giveUp(error);
    }
    this.#state = 'waiting';
    setTimeout(() => {
      if (this.#state === 'waiting') this.#open();
    }, waitMs);
  }

  #giveUp(error: unknown): void {
    this.#leave('idle');
    this.#cameBack();
    this.#listener.lost(error);
  }
}

function noToken(url: string): LiveCalcError {
  const message = `The server ${url} asks for a token, and none was given.`;
  return new LiveCalcError('UNAUTHENTICATED', message);
}

function notOurs(url: string, cause: unknown): LiveCalcError {
  const message = `What ${url} says is not the protocol of this client. Use the client of the server's version.`;
  return new LiveCalcError('FRAME_MALFORMED', message, {}, cause);
}
