/** Sockets and the HTTP routes that the client calls, around jobs that a test moves along by hand. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { problemMediaType, problemOf } from '../../../contracts/wire/problem-details.ts';
import { openAuthenticator } from '../../../service/auth/authenticator.ts';
import {
  socketServer,
  type SocketServer,
  type SocketServerOptions,
} from '../../../service/sockets/test-support/socket-server.ts';

export interface SdkServer extends SocketServer {
  /** Uploaded files by their hash. */
  readonly assets: Map<string, Buffer>;
  /** `METHOD /path`, in order. */
  readonly requests: string[];
}

/** Submissions that name assets which were not uploaded are refused, as a worker does. */
export async function sdkServer(options: SocketServerOptions = {}): Promise<SdkServer> {
  const base = await socketServer(options);
  const server: SdkServer = { ...base, assets: new Map(), requests: [] };
  const authenticator = options.authenticator ?? openAuthenticator;
  base.jobs.beforeSubmit = ({ assets }) => {
    const missing = Object.entries(assets).flatMap(([path, content]) =>
      'sha256' in content && !server.assets.has(content.sha256)
        ? [{ path, sha256: content.sha256 }]
        : [],
    );
    if (missing.length > 0) throw new LiveCalcError('ASSET_MISSING', 'Missing.', { missing });
  };
  base.server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    server.requests.push(`${request.method} ${request.url}`);
    try {
      await authenticator.authenticateHeader(request.headers.authorization);
      const body = await answer(server, request);
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    } catch (error) {
      const problem = problemOf(error);
      response.writeHead(problem.status, { 'Content-Type': problemMediaType });
      response.end(JSON.stringify(problem));
    }
  });
  return server;
}

const who = { subject: 'local', tenant: 'local', roles: ['admin'], method: 'none' } as const;

async function answer({ jobs, assets }: SdkServer, request: IncomingMessage): Promise<unknown> {
  const [, , kind, id = ''] = (request.url ?? '').split('/');
  if (request.url === '/capabilities') return { simd: true };
  if (kind === 'jobs' && request.method === 'GET') return (await jobs.read(id, who)).status();
  if (kind === 'jobs' && request.method === 'DELETE') return jobs.cancel(id, who);
  if (kind === 'assets' && request.method === 'PUT') {
    const bytes = await buffer(request);
    if (createHash('sha256').update(bytes).digest('hex') !== id) {
      throw new LiveCalcError('ASSET_CHANGED', 'Another file.');
    }
    assets.set(id, bytes);
    return {};
  }
  throw new LiveCalcError('NOT_FOUND', 'No such route.');
}
