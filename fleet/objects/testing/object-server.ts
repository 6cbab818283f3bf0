/** What a gateway does with objects, over real HTTP, failing as a test says. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

/** Answers a request in the server's place; false where it leaves that to the server. */
export type Interference = (request: IncomingMessage, response: ServerResponse) => boolean;

export class ObjectServer {
  readonly objects = new Map<string, Buffer>();
  readonly asked: Asked[] = [];
  /** Each interferes with one request, in order. */
  readonly interferences: Interference[] = [];
  url = '';

  put(bytes: Buffer): { sha256: string; sizeBytes: number } {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.objects.set(sha256, bytes);
    return { sha256, sizeBytes: bytes.byteLength };
  }

  /** The methods of requests, in order. */
  get methods(): readonly string[] {
    return this.asked.map(({ method }) => method);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    this.asked.push({ method, path, authorization: headers.authorization });
    if (this.interferences.shift()?.(request, response)) return;
    const sha256 = path.split('/').at(-1)!;
    const bytes = this.objects.get(sha256);
    if (method === 'PUT') {
      const chunks = (await request.toArray()) as Buffer[];
      this.objects.set(sha256, Buffer.concat(chunks));
      response.writeHead(204).end();
    } else if (bytes === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Length': bytes.byteLength }).end(bytes);
  }
}

/** Ends with the test. */
export async function startObjectServer(): Promise<ObjectServer> {
  const objects = new ObjectServer();
  const server = createServer((request, response) => void objects.handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  objects.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return objects;
}

export function answering(status: number, headers: Record<string, string> = {}): Interference {
  return (_request, response) => {
    response.writeHead(status, headers).end();
    return true;
  };
}

export function breakingOff(): Interference {
  return (_request, response) => {
    response.writeHead(200, { 'Content-Length': 1000 });
    response.write('half', () => response.destroy());
    return true;
  };
}
