/** What a socket is told: messages and frames on their way out, and how much of them the system has not taken. */
import type { ServerMessage } from '../../contracts/wire/control-message.ts';
import type { ProtocolSocket } from './protocol-socket.ts';

/** What messages may take beside the frames, so that answers nobody reads do not pile up. */
const answerBytes = 4 * 1024 * 1024;

export interface OutletListener {
  /** More waits than a client that reads would leave. */
  clogged(): void;
  /** The system has taken something: the peer reads. */
  taken(): void;
  /** So many bytes of a frame were taken. */
  sent(bytes: number): void;
}

export class Outlet {
  readonly #socket: ProtocolSocket;
  readonly #limitBytes: number;
  readonly #listener: OutletListener;

  constructor(socket: ProtocolSocket, maxBufferedBytes: number, listener: OutletListener) {
    this.#socket = socket;
    this.#limitBytes = maxBufferedBytes + answerBytes;
    this.#listener = listener;
  }

  /** Whether more waits than a client that reads would leave. */
  get isClogged(): boolean {
    return this.#socket.bufferedAmount > this.#limitBytes;
  }

  say(message: ServerMessage): void {
    const { readyState, OPEN, bufferedAmount } = this.#socket;
    // Of progress only the latest is worth anything, and a slow reader would get the oldest.
    if (readyState !== OPEN || (message.type === 'progress' && bufferedAmount > answerBytes))
      return;
    this.#socket.send(JSON.stringify(message), () => this.#listener.taken());
    if (this.isClogged) this.#listener.clogged();
  }

  /** `done` is called when the bytes are needed no more. */
  send(frame: Uint8Array, done: () => void): void {
    this.#socket.send(frame, { binary: true, compress: false }, (error) => {
      if (!error) this.#listener.sent(frame.byteLength);
      done();
      this.#listener.taken();
    });
  }
}
