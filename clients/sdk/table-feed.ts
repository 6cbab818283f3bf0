/**
 * The frames of one table on their way to whoever reads them.
 *
 * At most a window of frames waits here: the server sends more when what was read is acknowledged.
 * After a cut the feed goes on from the first frame that was not read, so nothing is read twice, and
 * what was read is hashed, so that what came over several connections is known to be what is stored.
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { CreateSha256, Sha256 } from '../../contracts/sha256.ts';
import type { ClientMessageInput, ServerMessage } from '../../contracts/wire/control-message.ts';
import { frameKind, type Frame } from '../../contracts/wire/stream-frame.ts';

type Announced = Extract<ServerMessage, { type: 'stream' }>;

export interface FeedLine {
  readonly windowFrames: number;
  readonly createSha256: CreateSha256;
  send(message: ClientMessageInput): void;
  /** Nothing more is read of the feed. */
  closed(feed: TableFeed): void;
}

export class TableFeed {
  readonly table: string;
  /** Tells the answers to this feed's own messages from others. */
  readonly requestId: string;
  readonly #line: FeedLine;
  readonly #hash: Sha256;
  #announced: Announced | null = null;
  /** The stream's number on the present connection; null until it is announced there. */
  #stream: number | null = null;
  #waiting: Frame[] = [];
  #read = 0;
  #readBytes = 0;
  #acknowledged = 0;
  #error: unknown;
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(table: string, requestId: string, line: FeedLine) {
    this.table = table;
    this.requestId = requestId;
    this.#line = line;
    this.#hash = line.createSha256();
  }

  get stream(): number | null {
    return this.#stream;
  }

  /** The first frame that was not read. */
  get nextSequence(): number {
    return this.#read;
  }

  /** The stream begins, or goes on over another connection. */
  begin(announced: Announced): void {
    const { sha256, sizeBytes } = this.#announced ?? announced;
    this.#announced ??= announced;
    this.#stream = announced.stream;
    if (announced.sha256 === sha256 && announced.sizeBytes === sizeBytes) return;
    const message =
      `Table ${this.table} has another content than when its stream began ` +
      `(SHA-256 ${announced.sha256}, before ${sha256}). Read it again from its beginning.`;
    this.fail(
      new LiveCalcError('HASH_MISMATCH', message, { found: announced.sha256, expected: sha256 }),
    );
  }

  push(frame: Frame): void {
    const expected = this.#read + this.#waiting.length;
    if (frame.sequence !== expected) {
      const message = `Frame ${frame.sequence} of table ${this.table} came in the place of frame ${expected}.`;
      return this.fail(new LiveCalcError('FRAME_OUT_OF_ORDER', message));
    }
    this.#waiting.push(frame);
    this.#wake();
  }

  /** The connection is lost; what was not read will be sent again. */
  cut(): void {
    this.#stream = null;
    this.#waiting = [];
    this.#acknowledged = this.#read;
  }

  fail(error: unknown): void {
    this.#error ??= error;
    this.#wake();
  }

  /** The bytes of the stored stream, frame by frame. */
  async *bytes(): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    try {
      for (;;) {
        const frame = await this.#next();
        if (frame.kind === frameKind.end) return this.#checkWhole(frame.sequence);
        this.#hash.update(frame.payload);
        this.#readBytes += frame.payload.byteLength;
        this.#acknowledge();
        yield frame.payload as Uint8Array<ArrayBuffer>;
      }
    } finally {
      this.#close();
    }
  }

  async #next(): Promise<Frame> {
    for (;;) {
      if (this.#error !== undefined) throw this.#error;
      const frame = this.#waiting.shift();
      if (frame !== undefined) {
        if (frame.kind === frameKind.data) this.#read++;
        return frame;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Half a window at a time: enough for the server never to wait, and few messages. */
  #acknowledge(): void {
    if (this.#stream === null) return;
    if (this.#read - this.#acknowledged < this.#line.windowFrames / 2) return;
    this.#acknowledged = this.#read;
    const [stream, sequence] = [this.#stream, this.#read - 1];
    this.#line.send({ type: 'acknowledge', stream, sequence });
  }

  #checkWhole(frames: number): void {
    // The end frame was announced by a stream.
    const announced = this.#announced!;
    const found = this.#hash.digest();
    const isWhole = frames === this.#read && this.#readBytes === announced.sizeBytes;
    this.#stream = null;
    if (isWhole && found === announced.sha256) return;
    const message =
      `Table ${this.table} came with ${this.#readBytes} bytes and SHA-256 ${found}, where the server ` +
      `announced ${announced.sizeBytes} and ${announced.sha256}. Read it again.`;
    throw new LiveCalcError('HASH_MISMATCH', message, { found, expected: announced.sha256 });
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting = [];
    if (this.#stream !== null) this.#line.send({ type: 'drop', stream: this.#stream });
    this.#line.closed(this);
  }
}
