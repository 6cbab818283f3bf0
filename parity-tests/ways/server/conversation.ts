/** One socket: something is asked, frames come, until all are here or the connection is cut. */
import { WebSocket } from 'ws';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import {
  serverMessageSchema,
  subprotocol,
  type ClientMessageInput,
  type ServerMessage,
} from '../../../contracts/wire/control-message.ts';
import { problemError } from '../../../contracts/wire/problem-details.ts';
import type { Frames } from './frames.ts';
import type { Server } from './server.ts';

export interface Conversation {
  readonly jobId: string;
  /** Null where the connection was cut before `complete`. */
  readonly result: RunResult | null;
}

export interface Asked {
  readonly message: ClientMessageInput;
  /** The connection is cut once so many data frames are here. */
  readonly cutAfterFrames?: number;
}

/** Throws the server's problem, NOT_READY where the server closes the socket, the signal's reason. */
export async function converse(
  server: Server,
  { message, cutAfterFrames = Infinity }: Asked,
  frames: Frames,
  signal: AbortSignal,
): Promise<Conversation> {
  const url = `${server.url.replace(/^http/, 'ws')}/stream`;
  const socket = new WebSocket(url, subprotocol, { headers: server.headers });
  const done = Promise.withResolvers<Conversation>();
  const stop = (): void => done.reject(signal.reason);
  let jobId = '';
  const hear = (heard: ServerMessage): void => {
    if (heard.type === 'connected') socket.send(JSON.stringify(message));
    if (heard.type === 'initialized') jobId = heard.jobId;
    if (heard.type === 'stream') frames.begin(heard);
    if (heard.type === 'error') done.reject(problemError(heard.error));
    if (heard.type === 'complete') done.resolve({ jobId, result: heard.result });
  };
  const take = (data: Buffer, isBinary: boolean): void => {
    if (!isBinary) return hear(serverMessageSchema.parse(JSON.parse(data.toString())));
    frames.add(data);
    if (frames.count >= cutAfterFrames) done.resolve({ jobId, result: null });
  };
  socket.on('message', (data, isBinary) => {
    try {
      take(data as Buffer, isBinary);
    } catch (error) {
      done.reject(error);
    }
  });
  socket.on('error', done.reject);
  socket.on('close', (code) => done.reject(closed(code)));
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await done.promise;
  } finally {
    signal.removeEventListener('abort', stop);
    // No farewell: as when a cable is pulled.
    socket.removeAllListeners('message').terminate();
  }
}

function closed(code: number): LiveCalcError {
  const message = `The server closed the socket with code ${code} before the job was complete.`;
  return new LiveCalcError('NOT_READY', message, { found: String(code) });
}
