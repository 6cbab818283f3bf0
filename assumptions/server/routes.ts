/** The routes of the manager: docs/assumptions.md has them as a table. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Request, RequestHandler, Response } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';
import {
  loginSchema,
  type AssumptionVersion,
  type TableFormat,
} from '../../contracts/wire/assumptions-manager.ts';
import { unauthenticated, type Authenticator } from '../../service/auth/authenticator.ts';
import { readJsonBody } from '../../service/http/json-body.ts';
import { contextOf } from '../../service/http/request-context.ts';
import type { Route } from '../../service/http/routes.ts';
import type { Logger } from '../../service/logger.ts';
import type { LoginGuard } from './login-guard.ts';
import type { TableFolder } from './table-folder.ts';
import type { Tokens } from './tokens.ts';
import type { ListedVersion } from './versions-file.ts';
import { isPasswordOf, type PasswordHashes } from './users.ts';

export interface ManagerServices {
  readonly tables: TableFolder;
  readonly users: PasswordHashes;
  readonly tokens: Tokens;
  readonly guard: LoginGuard;
  readonly authenticator: Authenticator;
  readonly logger: Logger;
}

const maxBodyBytes = 16 * 1024;

const mediaTypes: Readonly<Record<TableFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.file',
};

export function managerRoutes(services: ManagerServices): readonly Route[] {
  const { tables, tokens, authenticator } = services;
  const known: RequestHandler = async (request, _response, next) => {
    const { authorization } = request.headers;
    contextOf(request).principal = await authenticator.authenticateHeader(authorization);
    next();
  };
  const get = (
    path: string,
    answer: (request: Request, response: Response) => Promise<void>,
  ): Route => ({ path, methods: { get: [known, answer] } });
  return [
    { path: '/livez', methods: { get: [(_, response) => void response.json({ status: 'ok' })] } },
    {
      path: '/v1/login',
      methods: { post: [(request, response) => logIn(services, request, response)] },
    },
    {
      path: '/v1/refresh',
      methods: {
        post: [
          known,
          async (request, response) => {
            // What stands after "Bearer", which the door has seen.
            const token = request.headers.authorization!.replace(/^bearer +/i, '');
            const { user, loginAtMs } = await tokens.verify(token);
            response.json(await tokens.issue(user, loginAtMs));
          },
        ],
      },
    },
    get('/v1/assumptions', async (_, response) => {
      response.json({ assumptions: await tables.list() });
    }),
    get('/v1/assumptions/:name/versions', async (request, response) => {
      const { name } = namesOf(request);
      const versions = await tables.versions(name);
      response.json({ name, versions: versions.map(withoutHash) });
    }),
    get('/v1/assumptions/:name/:version', async (request, response) => {
      response.json((await tableOf(services, request)).facts);
    }),
    get('/v1/assumptions/:name/:version/schema', async (request, response) => {
      response.json((await tableOf(services, request)).facts.schema);
    }),
    get('/v1/assumptions/:name/:version/data', (request, response) =>
      sendData(services, request, response),
    ),
  ];
}

async function logIn(
  { users, tokens, guard, logger }: ManagerServices,
  request: Request,
  response: Response,
): Promise<void> {
  const context = contextOf(request);
  const { success, data } = loginSchema.safeParse(await readJsonBody(request, maxBodyBytes));
  if (!success) {
    const expected = '{"user": "...", "password": "..."}';
    const message = `The body is not a login; expected ${expected}.`;
    throw new LiveCalcError('REQUEST_INVALID', message, { expected });
  }
  const { user, password } = data;
  guard.begin(user, (seconds) => (context.retryAfterSeconds = seconds));
  const isRight = await isPasswordOf(users, user, password);
  logger.info({ user, from: context.from, isRight }, 'login');
  if (!isRight) throw unauthenticated('The user is not known, or the password is wrong.');
  guard.succeeded(user);
  response.json(await tokens.issue(user));
}

async function sendData(
  services: ManagerServices,
  request: Request,
  response: Response,
): Promise<void> {
  const { facts, file } = await tableOf(services, request);
  const etag = `"${facts.sha256}"`;
  response.set({ ETag: etag, 'Cache-Control': 'private, no-cache' });
  if (request.headers['if-none-match'] === etag) {
    response.status(304).end();
    return;
  }
  response.set({ 'Content-Type': mediaTypes[facts.format], 'Content-Length': String(facts.bytes) });
  if (request.method === 'HEAD') response.end();
  // A file that has become longer since ends where its length was told.
  else await pipeline(createReadStream(file, { end: facts.bytes - 1 }), response).catch(() => {});
}

function tableOf({ tables }: ManagerServices, request: Request): ReturnType<TableFolder['table']> {
  const { name, version } = namesOf(request);
  return tables.table(name, version);
}

function namesOf({ params }: Request): { readonly name: string; readonly version: string } {
  return { name: String(params['name']), version: String(params['version']) };
}

/** What was approved is the manager's own affair: it serves nothing else. */
function withoutHash(listed: ListedVersion): AssumptionVersion {
  const { version, status, approvedBy, approvedAt } = listed;
  return { version, status, approvedBy, approvedAt };
}
