/** The server under the app: how long it waits for slow or silent clients, and how it says no. */
import { createServer, STATUS_CODES, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { LiveCalcError } from '../../contracts/errors.ts';
import { problemMediaType, problemOf } from '../../contracts/wire/problem-details.ts';

const headersTimeoutMs = 10_000;
const keepAliveTimeoutMs = 65_000;
const checkEveryMs = 2000;
/** A token may be 16 KiB; other headers are short. */
const maxHeaderBytes = 32 * 1024;

export interface HttpLimits {
  readonly REQUEST_TIMEOUT_SECONDS: number;
}

/** Not yet listening. A request that comes too slowly is answered with 408 and its connection closed. */
export function createHttpServer(
  listener: RequestListener,
  { REQUEST_TIMEOUT_SECONDS }: HttpLimits,
): Server {
  const requestTimeout = REQUEST_TIMEOUT_SECONDS * 1000;
  const server = createServer(
    {
      headersTimeout: Math.min(headersTimeoutMs, requestTimeout),
      requestTimeout,
      keepAliveTimeout: keepAliveTimeoutMs,
      connectionsCheckingInterval: checkEveryMs,
      maxHeaderSize: maxHeaderBytes,
    },
    listener,
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else answerClientError(error.code, socket);
  });
  return server;
}

/** Resolves to where it listens; rejects where it cannot. */
export async function listen(
  server: Server,
  { HOST, PORT }: { readonly HOST: string; readonly PORT: number },
): Promise<AddressInfo> {
  server.listen(PORT, HOST);
  await once(server, 'listening');
  return server.address() as AddressInfo;
}

/** What Node's parser refused never reaches the app. */
function answerClientError(code: string | undefined, socket: Duplex): void {
  const [status, what] =
    code === 'HPE_HEADER_OVERFLOW'
      ? [431, `its headers have more than ${maxHeaderBytes} bytes`]
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'it came too slowly']
        : [400, 'it is not HTTP/1.1'];
  const error = new LiveCalcError('REQUEST_INVALID', `The request was given up: ${what}.`);
  const body = JSON.stringify({ ...problemOf(error), status });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${problemMediaType}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
