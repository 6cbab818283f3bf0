/** A socket that says in an `error` message why it is closed. */
import { WebSocket } from 'ws';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ServerMessage } from '../../contracts/wire/control-message.ts';
import { problemOf } from '../../contracts/wire/problem-details.ts';

/** Codes from 4000 on are ours; docs/protocol.md lists all that a client may see. */
export const closeCode = {
  goingAway: 1001,
  tooLarge: 1009,
  tryLater: 1013,
  unauthenticated: 4401,
  notFound: 4404,
  /** Another socket, with another token, is served. */
  expired: 4440,
} as const;

/**
 * A frame that the library does not read (it breaks RFC 6455, is no UTF-8, or is too long) makes it
 * close the socket by itself, without a reason; whatever we close, we close with one.
 */
export class ProtocolSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    const isRefused = reason === undefined && code !== undefined;
    if (isRefused && this.readyState === WebSocket.OPEN) {
      const message: ServerMessage = { type: 'error', error: problemOf(refusedFrame(code)) };
      this.send(JSON.stringify(message));
    }
    super.close(code, reason);
  }
}

function refusedFrame(code: number): LiveCalcError {
  if (code === closeCode.tooLarge) {
    const message =
      'The message is longer than this server takes (MAX_MESSAGE_MB). Upload large files first, by ' +
      'PUT /v1/assets/{sha256}, and name them by their hash.';
    return new LiveCalcError('FRAME_TOO_LARGE', message);
  }
  const message = `The frame is not one of RFC 6455, or its text is not UTF-8 (${code}).`;
  return new LiveCalcError('FRAME_MALFORMED', message);
}
