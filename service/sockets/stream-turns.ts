/** Which frame of which stream a socket sends next: in turn, each within its window. Pure. */
import { LiveCalcError } from '../../contracts/errors.ts';
import { frameCount } from '../../contracts/wire/stream-frame.ts';
import type { TableStream } from './session.ts';

/** A stream and how far it has been sent. */
export interface SentStream extends TableStream {
  readonly frames: number;
  /** The next frame; `frames` once only the end frame is left. */
  next: number;
  /** Frames before this one were acknowledged. */
  acknowledged: number;
}

export class StreamTurns {
  /** The one whose turn it is stands first. */
  readonly #streams: SentStream[] = [];

  get isEmpty(): boolean {
    return this.#streams.length === 0;
  }

  add(stream: TableStream): void {
    const { nextSequence, sizeBytes } = stream;
    const frames = frameCount(sizeBytes);
    this.#streams.push({ ...stream, frames, next: nextSequence, acknowledged: nextSequence });
  }

  has(stream: number): boolean {
    return this.#streams.some((one) => one.stream === stream);
  }

  drop(stream: number): void {
    const index = this.#streams.findIndex((one) => one.stream === stream);
    if (index >= 0) this.#streams.splice(index, 1);
  }

  /** The stream whose turn it is, which then goes to the end of the row; null where all must wait. */
  take(): SentStream | null {
    const index = this.#streams.findIndex(isReady);
    const [taken] = index < 0 ? [] : this.#streams.splice(index, 1);
    if (taken === undefined) return null;
    this.#streams.push(taken);
    return taken;
  }

  /** What was acknowledged of a stream that is over is of no interest. Throws FRAME_OUT_OF_ORDER. */
  acknowledge(stream: number, sequence: number): void {
    const sent = this.#streams.find((one) => one.stream === stream);
    if (sent === undefined) return;
    if (sequence >= sent.next) {
      const message = `Frame ${sequence} of stream ${stream} was acknowledged before it was sent.`;
      throw new LiveCalcError('FRAME_OUT_OF_ORDER', message);
    }
    sent.acknowledged = Math.max(sent.acknowledged, sequence + 1);
  }
}

/** The end frame needs no room in the window. */
function isReady({ next, frames, acknowledged, windowFrames }: SentStream): boolean {
  return next === frames || windowFrames === null || next - acknowledged < windowFrames;
}
