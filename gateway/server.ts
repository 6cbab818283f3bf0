/** The doors of a gateway, HTTP and WebSocket, around its works; and how it comes to its end. */
import type { Server } from 'node:http';
import type { Express } from 'express';
import { LiveCalcError } from '../contracts/errors.ts';
import { runtimeVersion } from '../runtime/version.ts';
import type { Authenticator } from '../service/auth/authenticator.ts';
import { closeWhenDraining } from '../service/http/close-when-draining.ts';
import { createApp } from '../service/http/create-app.ts';
import { createHttpServer } from '../service/http/http-server.ts';
import { listenOrSay } from '../service/http/listening.ts';
import { permitWith } from '../service/http/permit.ts';
import { problemHandler } from '../service/http/problem-response.ts';
import { remoteAddress } from '../service/http/remote-address.ts';
import { contextOf } from '../service/http/request-context.ts';
import { addRoutes } from '../service/http/routes.ts';
import { Traffic } from '../service/http/traffic.ts';
import type { Logger } from '../service/logger.ts';
import { originsOf, type Origins } from '../service/origins.ts';
import type { Readiness } from '../service/readiness.ts';
import { attachSockets, type AttachedSockets } from '../service/sockets/attach-sockets.ts';
import { auditRefusal, RecordedJobs } from '../service/sockets/recorded-jobs.ts';
import { defaultSocketSettings } from '../service/sockets/socket-settings.ts';
import type { ChainedAuditLog } from './audit/chained-audit-log.ts';
import { drainDoors } from './drain-doors.ts';
import { gatewayHandlers } from './routes/handlers.ts';
import { objectRoutes } from './objects/object-routes.ts';
import { doorOf, rateLimited, type RateLimit } from './routes/rate-door.ts';
import { gatewayRoutes } from './routes/routes.ts';
import type { GatewaySettings } from './settings.ts';
import { SocketJobs } from './streams/socket-jobs.ts';
import { TokenBuckets } from './token-bucket.ts';
import { mebibyte, type Works } from './works.ts';

export interface ServerParts {
  readonly settings: GatewaySettings;
  readonly logger: Logger;
  readonly audit: ChainedAuditLog;
  readonly authenticator: Authenticator;
  readonly readiness: Readiness;
  readonly works: Works;
  /** Resident, of the processes that value on this machine. */
  readonly executorBytes: () => number;
}

export interface GatewayServer {
  /** For example `http://127.0.0.1:8000`. */
  readonly url: string;
  /**
   * Lets what is asked be answered and tells sockets to go elsewhere, at most for GRACE_SECONDS or until
   * `stop` is aborted; then nothing listens any more.
   */
  drain(stop: AbortSignal): Promise<void>;
}

/** Throws CONFIG_INVALID where it cannot listen. */
export async function serve(parts: ServerParts): Promise<GatewayServer> {
  const { settings, readiness, works, authenticator } = parts;
  const origins = originsOf(settings.ALLOWED_ORIGINS, !authenticator.required);
  const perMinute = settings.RATE_PER_MINUTE;
  const buckets = new TokenBuckets(perMinute);
  const limit: RateLimit = { buckets, perMinute, now: () => performance.now() };
  const draining = new AbortController();
  const app = gatewayApp(parts, { origins, limit, draining: draining.signal });
  const server = createHttpServer(app, settings);
  const traffic = new Traffic(server);
  const sockets = gatewaySockets(server, parts, { origins, limit });
  measure(works, sockets);
  const url = await listenOrSay(server, settings, 'gateway');
  return {
    url,
    async drain(stop) {
      readiness.drain();
      draining.abort();
      server.closeIdleConnections();
      const graceMs = settings.GRACE_SECONDS * 1000;
      await drainDoors({ sockets, traffic }, graceMs, stop);
      await sockets.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Doors {
  readonly origins: Origins;
  readonly limit: RateLimit;
  readonly draining: AbortSignal;
}

function gatewayApp(parts: ServerParts, { origins, limit, draining }: Doors): Express {
  const { settings, logger, audit, authenticator, readiness, works } = parts;
  const app = createApp(origins, settings.TRUST_PROXY);
  app.use(closeWhenDraining(readiness), (request, response, next) => {
    response.once('close', () => {
      const { code } = contextOf(request);
      if (code !== null) works.metrics.problem(code);
    });
    next();
  });
  const handlers = gatewayHandlers(parts, draining);
  const maxObjectBytes = settings.MAX_UNPACKED_MB * mebibyte;
  const { noted: objects, tokens } = works;
  addRoutes(app, [
    ...gatewayRoutes(
      handlers,
      doorOf(permitWith(authenticator, audit), limit, () => audit.admit()),
    ),
    ...objectRoutes({ objects, tokens, maxObjectBytes }),
  ]);
  app.use(problemHandler(logger));
  return app;
}

function gatewaySockets(
  server: Server,
  parts: ServerParts,
  { origins, limit }: Omit<Doors, 'draining'>,
): AttachedSockets {
  const { settings, logger, audit, authenticator, readiness, works } = parts;
  const admit = ({ tenant }: { readonly tenant: string }): void => {
    audit.admit();
    if (readiness.state === 'draining') throw goingDown();
    if (limit.buckets.take(tenant, limit.now()) > 0) throw rateLimited(limit.perMinute);
  };
  return attachSockets(server, {
    jobs: new RecordedJobs(new SocketJobs({ ...works, admit }), audit),
    authenticator,
    origins,
    settings: {
      ...defaultSocketSettings,
      maxSockets: settings.MAX_SOCKETS,
      maxMessageBytes: settings.MAX_MESSAGE_MB * mebibyte,
    },
    runtimeVersion,
    onSent: (bytes) => works.metrics.sent(bytes, 'socket'),
    onRefused: (error, from) => auditRefusal(audit, error, from),
    onFault: (error) => logger.error({ err: error }, 'a socket met a defect'),
    addressOf: (request) => remoteAddress(request, settings.TRUST_PROXY),
  });
}

function measure({ store, report, lead, metrics }: Works, sockets: AttachedSockets): void {
  metrics.measure({
    store,
    lanes: () => report.lanes(),
    workers: () => lead.fleet.workers(),
    leads: () => lead.leading,
    openSockets: () => sockets.count,
    bufferedBytes: () => sockets.bufferedBytes,
  });
}

function goingDown(): LiveCalcError {
  const message =
    'The gateway is on its way down and takes no new work. Ask again: another one answers.';
  return new LiveCalcError('DRAINING', message);
}
