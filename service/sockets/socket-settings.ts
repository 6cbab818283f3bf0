/** What a socket may cost, and how long it waits. */
import { authenticationTimeoutMs } from '../../contracts/wire/control-message.ts';

export interface SocketSettings {
  /** Open at once; what comes on top is refused with 503. */
  readonly maxSockets: number;
  /** Of one message of a client. */
  readonly maxMessageBytes: number;
  /** All that a socket may send before its user is known. */
  readonly maxAnonymousBytes: number;
  /** Messages that wait for an answer; as long as there are as many, the socket is not read. */
  readonly maxPendingRequests: number;
  /** `execute`, `attach` and `resume` that have not come to their end. */
  readonly maxAsks: number;
  /** Above this the socket is read more slowly. */
  readonly messagesPerSecond: number;
  /** Of result frames, handed to the socket and not yet taken by the system. */
  readonly maxBufferedBytes: number;
  /** The same, of all sockets together; each may hold one frame beside it. */
  readonly maxBufferedBytesOfAll: number;
  readonly authenticationTimeoutMs: number;
  /** Between two pings. */
  readonly heartbeatMs: number;
  /** A peer that for so long neither answered a ping, nor sent nor took anything is dropped. */
  readonly idleTimeoutMs: number;
  /** Between two messages of progress of one job. */
  readonly progressIntervalMs: number;
}

export const defaultSocketSettings: SocketSettings = {
  maxSockets: 256,
  maxMessageBytes: 64 * 1024 * 1024,
  maxAnonymousBytes: 64 * 1024,
  maxPendingRequests: 16,
  maxAsks: 64,
  messagesPerSecond: 1000,
  maxBufferedBytes: 8 * 1024 * 1024,
  maxBufferedBytesOfAll: 256 * 1024 * 1024,
  authenticationTimeoutMs,
  heartbeatMs: 15_000,
  idleTimeoutMs: 60_000,
  progressIntervalMs: 100,
};
