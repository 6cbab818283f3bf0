/** A real server on loopback with the door that all servers have, and routes of the test. */
import { createAuthenticator } from '../auth/create-authenticator.ts';
import { createAuditLog, type AuditEntry } from '../audit-log.ts';
import { createApp } from '../http/create-app.ts';
import { createHttpServer, listen } from '../http/http-server.ts';
import { permitWith, type Permit } from '../http/permit.ts';
import { problemHandler } from '../http/problem-response.ts';
import { addRoutes, type Route } from '../http/routes.ts';
import { createLogger, type Logger } from '../logger.ts';
import { originsOf } from '../origins.ts';
import type { Environment } from '../settings/load-settings.ts';
import { settingsOf } from './auth-settings.ts';

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** What was logged, as lines. */
  readonly logged: string[];
  readonly audited: AuditLine[];
}

export type AuditLine = Partial<Omit<AuditEntry, 'who'>> & {
  readonly channel: 'audit';
  readonly tenant: string | null;
  readonly subject: string | null;
};

export async function startTestServer(
  env: Environment,
  routes: (permit: Permit, logger: Logger) => readonly Route[],
): Promise<TestServer> {
  const settings = settingsOf({ PORT: '0', LOG_LEVEL: 'trace', ...env });
  const logged: string[] = [];
  const audited: AuditLine[] = [];
  const logger = createLogger(settings, { write: (line) => logged.push(line) });
  const audit = createAuditLog({ write: (line) => audited.push(JSON.parse(line) as AuditLine) });
  const authenticator = await createAuthenticator(settings, (err) => logger.error({ err }));
  const origins = originsOf(settings.ALLOWED_ORIGINS, !authenticator.required);
  const app = createApp(origins, settings.TRUST_PROXY);
  addRoutes(app, routes(permitWith(authenticator, audit), logger));
  app.use(problemHandler(logger));
  const server = createHttpServer(app, settings);
  const { port } = await listen(server, settings);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    logged,
    audited,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
