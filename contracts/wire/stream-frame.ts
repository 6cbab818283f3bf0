/**
 * A binary frame of a result stream: 8 bytes of header, little-endian, then bytes of one table's Arrow
 * IPC stream.
 *
 *   u8 version = 1 | u8 kind: 1 data, 2 end | u16 stream | u32 sequence
 *
 * Data frame n carries bytes [n * 256 KiB, (n + 1) * 256 KiB) of the stored stream, so a sequence number
 * means the same bytes on every server. The end frame has no bytes; its sequence is the number of data
 * frames.
 */
import { LiveCalcError } from '../errors.ts';

export const frameHeaderBytes = 8;
/** Bytes of the stored stream in every data frame but the last. */
export const framePayloadBytes = 256 * 1024;
export const frameVersion = 1;
export const frameKind = { data: 1, end: 2 } as const;

export type FrameKind = (typeof frameKind)[keyof typeof frameKind];

export interface FrameHeader {
  readonly kind: FrameKind;
  /** Which of the socket's streams. */
  readonly stream: number;
  readonly sequence: number;
}

export interface Frame extends FrameHeader {
  /** A view of the frame's bytes; none in an end frame. */
  readonly payload: Uint8Array;
}

/** Data frames of a stored stream. */
export function frameCount(streamBytes: number): number {
  return Math.ceil(streamBytes / framePayloadBytes);
}

/** Writes the header into the first 8 bytes. */
export function writeFrameHeader(bytes: Uint8Array, { kind, stream, sequence }: FrameHeader): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, frameHeaderBytes);
  view.setUint8(0, frameVersion);
  view.setUint8(1, kind);
  view.setUint16(2, stream, true);
  view.setUint32(4, sequence, true);
}

/** Throws FRAME_MALFORMED where the bytes are no frame of this version. */
export function readFrame(bytes: Uint8Array): Frame {
  if (bytes.byteLength < frameHeaderBytes) {
    throw malformed(`${bytes.byteLength} bytes`, `at least the ${frameHeaderBytes} of a header`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint8(0);
  if (version !== frameVersion) throw malformed(`version ${version}`, `version ${frameVersion}`);
  const kind = view.getUint8(1);
  const payload = bytes.subarray(frameHeaderBytes);
  if (kind !== frameKind.data && kind !== frameKind.end) throw malformed(`kind ${kind}`, '1 or 2');
  const isWrong =
    kind === frameKind.end
      ? payload.byteLength > 0
      : payload.byteLength === 0 || payload.byteLength > framePayloadBytes;
  if (isWrong)
    throw malformed(`${payload.byteLength} bytes in a frame of kind ${kind}`, 'its size');
  return { kind, stream: view.getUint16(2, true), sequence: view.getUint32(4, true), payload };
}

function malformed(found: string, expected: string): LiveCalcError {
  const message = `A binary frame cannot be read: found ${found}, expected ${expected}.`;
  return new LiveCalcError('FRAME_MALFORMED', message, { found, expected });
}
