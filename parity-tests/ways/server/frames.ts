/** Frames of result streams, put together as they come, over as many sockets as it takes. */
import type { ServerMessage } from '../../../contracts/wire/control-message.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { frameKind, readFrame } from '../../../contracts/wire/stream-frame.ts';
import { joinBytes } from '../../../tables/byte-sink.ts';

type StreamMessage = Extract<ServerMessage, { type: 'stream' }>;

export class Frames {
  /** By table: payloads in their order. */
  readonly #payloads = new Map<string, Uint8Array[]>();
  /** Which table a stream of the present socket is. */
  readonly #tables = new Map<number, string>();

  /** Data frames that are here. */
  get count(): number {
    return [...this.#payloads.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** Streams are numbered anew by every socket. */
  begin({ stream, table, nextSequence }: StreamMessage): void {
    this.#tables.set(stream, table);
    this.#expect(nextSequence, this.nextSequence(table), table);
    if (!this.#payloads.has(table)) this.#payloads.set(table, []);
  }

  add(bytes: Uint8Array): void {
    const { kind, stream, sequence, payload } = readFrame(bytes);
    const table = this.#tables.get(stream) ?? `of stream ${stream}`;
    this.#expect(sequence, this.nextSequence(table), table);
    if (kind === frameKind.data) this.#payloads.get(table)!.push(payload.slice());
  }

  /** The frame of a table that is to come next: where a stream that was cut goes on. */
  nextSequence(table: string): number {
    return this.#payloads.get(table)?.length ?? 0;
  }

  /** The table's whole Arrow IPC stream. */
  bytesOf(table: string): Uint8Array<ArrayBuffer> {
    return joinBytes(this.#payloads.get(table) ?? []);
  }

  #expect(found: number, expected: number, table: string): void {
    if (found === expected) return;
    const message = `Frame ${found} of table ${table} came where ${expected} was expected.`;
    throw new LiveCalcError('FRAME_OUT_OF_ORDER', message, { found: String(found) });
  }
}
