/**
 * Serves one stored stream to whoever connects: `node serve.ts ours|bare FILE`. Says its address.
 *
 * ours: service/sockets, which reads the file for every client. bare: `ws` alone, one way, and the same
 * frames, made beforehand and kept in memory; it waits at the same 8 MiB as we do.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { open, readFile, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { JobStatus } from '../../contracts/wire/job.ts';
import {
  frameCount,
  frameHeaderBytes,
  frameKind,
  framePayloadBytes,
  writeFrameHeader,
} from '../../contracts/wire/stream-frame.ts';
import { openAuthenticator } from '../../service/auth/authenticator.ts';
import { originsOf } from '../../service/origins.ts';
import { attachSockets } from '../../service/sockets/attach-sockets.ts';
import { defaultSocketSettings } from '../../service/sockets/socket-settings.ts';
import type { StoredStream, StreamedJob } from '../../service/sockets/streamed-job.ts';

const [kind, file = ''] = process.argv.slice(2);
const server = createServer();
const path = kind === 'bare' ? await serveBare(server) : await serveOurs(server);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
process.stdout.write(`ws://127.0.0.1:${port}${path}\n`);

async function serveOurs(http: Server): Promise<string> {
  const job = await storedJob();
  const refuse = (): never => {
    throw new Error('There is one job.');
  };
  attachSockets(http, {
    jobs: { read: () => Promise.resolve(job), submit: refuse, cancel: refuse, debug: refuse },
    authenticator: openAuthenticator,
    origins: originsOf([], true),
    settings: defaultSocketSettings,
    runtimeVersion: '',
    onSent: () => {},
    onRefused: () => {},
    onFault: (error) => process.stderr.write(`${String(error)}\n`),
    addressOf: () => '',
  });
  return `/v1/jobs/${job.id}/stream`;
}

async function storedJob(): Promise<StreamedJob> {
  const { size: sizeBytes } = await stat(file);
  const jobId = randomUUID();
  const status: JobStatus = {
    jobId,
    status: 'RUNNING',
    createdAt: new Date().toISOString(),
    startedAt: null,
    finishedAt: null,
    waitingFor: null,
    planned: null,
    progress: null,
    tables: [{ table: 'results', rows: 0, sizeBytes, sha256: '0'.repeat(64) }],
    result: null,
    error: null,
  };
  return { id: jobId, status: () => status, subscribe: () => () => {}, openTable: openFile };
}

async function openFile(): Promise<StoredStream> {
  const handle = await open(file);
  const { size: sizeBytes } = await handle.stat();
  return {
    sizeBytes,
    read: async (target, position) => {
      await handle.read(target, 0, target.byteLength, position);
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function serveBare(http: Server): Promise<string> {
  const frames = await framesOf();
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  sockets.on('connection', (socket) => sendAll(socket, frames));
  return '/';
}

function sendAll(socket: WebSocket, frames: readonly Uint8Array[]): void {
  let next = 0;
  const send = (): void => {
    while (next < frames.length && socket.bufferedAmount < defaultSocketSettings.maxBufferedBytes) {
      socket.send(frames[next++]!, { binary: true, compress: false }, send);
    }
  };
  send();
}

async function framesOf(): Promise<Uint8Array[]> {
  const bytes = await readFile(file);
  const count = frameCount(bytes.byteLength);
  return Array.from({ length: count + 1 }, (_, sequence) => {
    const begin = sequence * framePayloadBytes;
    const payload = bytes.subarray(begin, begin + framePayloadBytes);
    const frame = new Uint8Array(frameHeaderBytes + payload.byteLength);
    const kindOfFrame = sequence === count ? frameKind.end : frameKind.data;
    writeFrameHeader(frame, { kind: kindOfFrame, stream: 0, sequence });
    frame.set(payload, frameHeaderBytes);
    return frame;
  });
}
