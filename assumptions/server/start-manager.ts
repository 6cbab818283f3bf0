/** A small Assumptions Manager over a folder, for development and tests. */
import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import { authenticatorOf } from '../../service/auth/authenticator.ts';
import { isLoopback } from '../../service/auth/check-listening.ts';
import { createApp } from '../../service/http/create-app.ts';
import { createHttpServer } from '../../service/http/http-server.ts';
import { listenOrSay } from '../../service/http/listening.ts';
import { problemHandler } from '../../service/http/problem-response.ts';
import { addRoutes } from '../../service/http/routes.ts';
import type { Logger } from '../../service/logger.ts';
import { originsOf } from '../../service/origins.ts';
import { Secret } from '../../service/settings/secret.ts';
import { LoginGuard } from './login-guard.ts';
import { managerRoutes } from './routes.ts';
import { TableFolder } from './table-folder.ts';
import { signingKey, tokensOf, tokenVerifier } from './tokens.ts';
import { hashPassword, readUsers, usersFileName, type PasswordHashes } from './users.ts';

/** In the folder of assumptions; no assumption has such a name. */
const keyFileName = '.signing-key';
const developmentUser = 'dev';
const requestTimeoutSeconds = 60;

export interface ManagerOptions {
  /** DIR/NAME/versions.json and DIR/NAME/VERSION.csv. */
  readonly folder: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly tokenLifetimeMs: number;
  /** Of the user `dev`, who is there only without users.json; made up where it is not given. */
  readonly developmentPassword?: Secret | undefined;
  readonly logger: Logger;
  readonly now?: () => number;
}

export interface RunningManager extends AsyncDisposable {
  readonly url: string;
  /** Who can log in without users.json; null where that is there. */
  readonly developmentLogin: { readonly user: string; readonly password: Secret } | null;
}

/** Throws CONFIG_INVALID where it cannot listen, or would be open to others without users (I8). */
export async function startManager(options: ManagerOptions): Promise<RunningManager> {
  const { folder, host, port, logger, now = Date.now } = options;
  await checkFolder(folder);
  const stored = await readUsers(path.join(folder, usersFileName));
  if (stored === null && !(await isLoopback(host))) throw openToOthers(host);
  const developmentLogin = stored === null ? developmentLoginOf(options) : null;
  const users = stored ?? (await usersOf(developmentLogin!));
  const tokens = tokensOf(
    await signingKey(path.join(folder, keyFileName)),
    options.tokenLifetimeMs,
    now,
  );
  const authenticator = authenticatorOf([tokenVerifier(tokens, (user) => users.has(user))]);
  const app = createApp(originsOf([], false), 0);
  const guard = new LoginGuard(now);
  const tables = new TableFolder(folder);
  addRoutes(app, managerRoutes({ tables, users, tokens, guard, authenticator, logger }));
  app.use(problemHandler(logger));
  const server = createHttpServer(app, { REQUEST_TIMEOUT_SECONDS: requestTimeoutSeconds });
  const url = await listenOrSay(server, { HOST: host, PORT: port }, 'Assumptions Manager');
  return {
    url,
    developmentLogin,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function developmentLoginOf({ developmentPassword }: ManagerOptions) {
  const password = developmentPassword ?? new Secret(randomBytes(12).toString('base64url'));
  return { user: developmentUser, password };
}

async function usersOf(login: {
  readonly user: string;
  readonly password: Secret;
}): Promise<PasswordHashes> {
  return new Map([[login.user, await hashPassword(login.password)]]);
}

async function checkFolder(folder: string): Promise<void> {
  if ((await stat(folder).catch(() => null))?.isDirectory()) return;
  const expected = 'a folder with NAME/versions.json and NAME/VERSION.csv';
  const message = `There is no folder ${folder}; expected ${expected}.`;
  throw new LiveCalcError('FILE_NOT_FOUND', message, { file: folder, expected });
}

function openToOthers(host: string): LiveCalcError {
  const message =
    `The Assumptions Manager is to listen on ${host}, which others can reach, and there is no ${usersFileName} ` +
    'that says who may log in. Make it with livecalc assumptions user, or leave --host out to serve this ' +
    'machine only.';
  return new LiveCalcError('CONFIG_INVALID', message, {
    found: host,
    expected: 'users.json, or 127.0.0.1',
  });
}
