/**
 * Sends stored streams as frames over one socket.
 *
 * A frame lives in a buffer from the moment it is read until the system has taken it; there are only
 * as many buffers as `maxBufferedBytes` holds, so a slow reader slows its own streams and costs no
 * more than that. Buffers are ordinary memory and used again only after the send's callback.
 */
import {
  frameHeaderBytes,
  frameKind,
  framePayloadBytes,
  writeFrameHeader,
} from '../../contracts/wire/stream-frame.ts';
import type { FrameBudget } from './frame-budget.ts';
import type { TableStream } from './session.ts';
import { StreamTurns, type SentStream } from './stream-turns.ts';
import type { StoredStream } from './streamed-job.ts';

/** Where frames go. */
export interface FrameSink {
  /** Calls `done` when the bytes are needed no more. */
  send(frame: Uint8Array, done: () => void): void;
  open(stream: TableStream): Promise<StoredStream>;
  /** The end frame was handed over. */
  ended(stream: TableStream): void;
  failed(stream: TableStream, error: unknown): void;
}

export const frameBytes = frameHeaderBytes + framePayloadBytes;

export class StreamSender {
  readonly #sink: FrameSink;
  readonly #maxBuffers: number;
  readonly #budget: FrameBudget;
  readonly #turns = new StreamTurns();
  readonly #stored = new Map<number, Promise<StoredStream>>();
  /** Buffers that hold no frame. */
  #free: Uint8Array[] = [];
  #buffers = 0;
  #isPumping = false;

  constructor(sink: FrameSink, maxBufferedBytes: number, budget: FrameBudget) {
    this.#sink = sink;
    this.#budget = budget;
    this.#maxBuffers = Math.max(1, Math.floor(maxBufferedBytes / frameBytes));
  }

  /** Of all buffers, free ones too. */
  get bufferedBytes(): number {
    return this.#buffers * frameBytes;
  }

  add(stream: TableStream): void {
    // Opened now: a job that begins again takes its files away, but not from who has them open.
    const stored = this.#sink.open(stream);
    stored.catch(() => {});
    this.#stored.set(stream.stream, stored);
    this.#turns.add(stream);
    void this.#pump();
  }

  /** Throws FRAME_OUT_OF_ORDER. */
  acknowledge(stream: number, sequence: number): void {
    this.#turns.acknowledge(stream, sequence);
    void this.#pump();
  }

  drop(stream: number): void {
    this.#turns.drop(stream);
    const stored = this.#stored.get(stream);
    this.#stored.delete(stream);
    void stored?.then((file) => file[Symbol.asyncDispose]()).catch(() => {});
    this.#forgetBuffers();
  }

  close(): void {
    for (const stream of this.#stored.keys()) this.drop(stream);
  }

  /** One at a time; ends where no stream may send or no buffer is free, and is started again then. */
  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    for (;;) {
      const buffer = this.#takeBuffer();
      if (buffer === null) break;
      const sent = this.#turns.take();
      if (sent === null) {
        this.#giveBack(buffer);
        break;
      }
      await this.#sendNext(sent, buffer);
    }
    this.#isPumping = false;
  }

  async #sendNext(sent: SentStream, buffer: Uint8Array): Promise<void> {
    if (sent.next === sent.frames) {
      this.#giveBack(buffer);
      this.#sendEnd(sent);
      return;
    }
    try {
      const frame = await this.#readFrame(sent, buffer);
      if (!this.#turns.has(sent.stream)) return this.#giveBack(buffer);
      sent.next++;
      this.#sink.send(frame, () => {
        this.#giveBack(buffer);
        void this.#pump();
      });
    } catch (error) {
      this.#giveBack(buffer);
      if (!this.#turns.has(sent.stream)) return;
      this.drop(sent.stream);
      this.#sink.failed(sent, error);
    }
  }

  async #readFrame(
    { stream, next, sizeBytes }: SentStream,
    buffer: Uint8Array,
  ): Promise<Uint8Array> {
    const position = next * framePayloadBytes;
    const payloadBytes = Math.min(framePayloadBytes, sizeBytes - position);
    const frame = buffer.subarray(0, frameHeaderBytes + payloadBytes);
    const stored = await this.#stored.get(stream)!;
    await stored.read(frame.subarray(frameHeaderBytes), position);
    writeFrameHeader(frame, { kind: frameKind.data, stream, sequence: next });
    return frame;
  }

  #sendEnd(sent: SentStream): void {
    const { stream, frames } = sent;
    const frame = new Uint8Array(frameHeaderBytes);
    writeFrameHeader(frame, { kind: frameKind.end, stream, sequence: frames });
    this.#sink.send(frame, () => {});
    this.drop(stream);
    this.#sink.ended(sent);
  }

  #takeBuffer(): Uint8Array | null {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#buffers === this.#maxBuffers) return null;
    // The one that it has comes back, and then it goes on.
    if (this.#buffers > 0 && !this.#budget.take()) return null;
    this.#buffers++;
    return new Uint8Array(frameBytes);
  }

  #giveBack(buffer: Uint8Array): void {
    this.#free.push(buffer);
    this.#forgetBuffers();
  }

  /** A socket that streams nothing holds no memory. */
  #forgetBuffers(): void {
    if (!this.#turns.isEmpty) return;
    const ofBudget = Math.max(0, this.#buffers - 1);
    this.#buffers -= this.#free.length;
    this.#budget.give(ofBudget - Math.max(0, this.#buffers - 1));
    this.#free = [];
  }
}
