/** One worker: its doors, HTTP and WebSocket, and how it comes to its end. */
import type { Server } from 'node:http';
import type { Express } from 'express';
import type { Capabilities } from '../contracts/wire/capabilities.ts';
import { runtimeVersion } from '../runtime/version.ts';
import type { AuditLog } from '../service/audit-log.ts';
import type { Authenticator } from '../service/auth/authenticator.ts';
import { checkListening } from '../service/auth/check-listening.ts';
import { createAuthenticator } from '../service/auth/create-authenticator.ts';
import { createApp } from '../service/http/create-app.ts';
import { closeWhenDraining } from '../service/http/close-when-draining.ts';
import { createHttpServer } from '../service/http/http-server.ts';
import { listenOrSay } from '../service/http/listening.ts';
import { permitWith } from '../service/http/permit.ts';
import { problemHandler } from '../service/http/problem-response.ts';
import { remoteAddress } from '../service/http/remote-address.ts';
import { addRoutes } from '../service/http/routes.ts';
import type { Logger } from '../service/logger.ts';
import { originsOf, type Origins } from '../service/origins.ts';
import { attachSockets, type AttachedSockets } from '../service/sockets/attach-sockets.ts';
import { auditRefusal, RecordedJobs } from '../service/sockets/recorded-jobs.ts';
import { defaultSocketSettings } from '../service/sockets/socket-settings.ts';
import { drain } from './drain.ts';
import { openFleetWork, type FleetWork } from './fleet-work.ts';
import { SocketJobs } from './jobs/socket-jobs.ts';
import { Readiness } from '../service/readiness.ts';
import { assetHandlers } from './routes/assets.ts';
import { healthHandlers } from './routes/health.ts';
import { jobHandlers } from './routes/jobs.ts';
import { workerRoutes } from './routes/routes.ts';
import { submitHandler } from './routes/submit.ts';
import type { WorkerSettings } from './settings.ts';
import { Traffic } from '../service/http/traffic.ts';
import { mebibyte, startWorks, type Works } from './works.ts';

export interface Worker {
  /** Where it listens, for example `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Settles when it is ready for work; rejects where it never will be. */
  readonly ready: Promise<Capabilities>;
  /**
   * Ends the worker when its running job has, after GRACE_SECONDS, or when `stop` is aborted; resolves
   * to whether no running job was cut off.
   */
  drain(stop: AbortSignal): Promise<boolean>;
}

/** What its parts have in common. */
interface Shared {
  readonly settings: WorkerSettings;
  readonly logger: Logger;
  readonly audit: AuditLog;
  readonly authenticator: Authenticator;
  readonly origins: Origins;
  readonly works: Works;
  readonly readiness: Readiness;
}

/** Throws CONFIG_INVALID where the settings cannot be used on this machine. */
export async function startWorker(
  settings: WorkerSettings,
  logger: Logger,
  audit: AuditLog,
): Promise<Worker> {
  await checkListening(settings);
  const authenticator = await createAuthenticator(settings, (error) =>
    logger.error({ err: error }, 'a file of keys cannot be used; the keys before it still count'),
  );
  await using stack = new AsyncDisposableStack();
  const works = stack.use(await startWorks(settings, audit, logger));
  const fleet = await openFleetWork(settings, works, logger);
  if (fleet !== null) stack.use(fleet);
  const ready = works.executors.capabilities().then((capabilities) => {
    fleet?.start();
    return capabilities;
  });
  const readiness = new Readiness(ready);
  const origins = originsOf(settings.ALLOWED_ORIGINS, !authenticator.required);
  const shared = { settings, logger, audit, authenticator, origins, works, readiness };
  const server = createHttpServer(workerApp(shared), settings);
  const traffic = new Traffic(server);
  const sockets = workerSockets(server, shared);
  measure(works, sockets, fleet);
  const url = await listenOrSay(server, settings, 'worker');
  const parts = stack.move();
  return {
    url,
    ready,
    drain: async (stop) => {
      server.closeIdleConnections();
      const { jobs } = works;
      const graceMs = settings.GRACE_SECONDS * 1000;
      const isWhole = await drain({ jobs, sockets, traffic, readiness, fleet }, graceMs, stop);
      await sockets.close();
      server.close();
      server.closeAllConnections();
      await parts.disposeAsync();
      return isWhole;
    },
  };
}

function workerApp({
  settings,
  logger,
  audit,
  authenticator,
  origins,
  works,
  readiness,
}: Shared): Express {
  const { jobs, intake, assets, executors, metrics } = works;
  const maxPackageBytes = settings.MAX_PACKAGE_MB * mebibyte;
  const maxBodyBytes = settings.MAX_BODY_MB * mebibyte;
  const limits = { packageBytes: maxPackageBytes, bodyBytes: maxBodyBytes };
  const submission = { jobs, intake, limits };
  const app = createApp(origins, settings.TRUST_PROXY);
  app.use(closeWhenDraining(readiness));
  const handlers = {
    health: healthHandlers({ readiness, authenticator, executors, jobs, metrics }),
    jobs: jobHandlers(jobs, (bytes) => metrics.sent(bytes, 'http')),
    assets: assetHandlers(assets, maxPackageBytes),
    execute: submitHandler(submission, 202),
    submit: submitHandler(submission, 201),
  };
  addRoutes(app, workerRoutes(handlers, permitWith(authenticator, audit)));
  app.use(problemHandler(logger));
  return app;
}

function workerSockets(server: Server, shared: Shared): AttachedSockets {
  const { settings, logger, audit, authenticator, origins, works } = shared;
  return attachSockets(server, {
    jobs: new RecordedJobs(new SocketJobs(works.jobs, works.intake), audit),
    authenticator,
    origins,
    settings: { ...defaultSocketSettings, maxMessageBytes: settings.MAX_MESSAGE_MB * mebibyte },
    runtimeVersion,
    onSent: (bytes) => works.metrics.sent(bytes, 'socket'),
    onRefused: (error, from) => auditRefusal(audit, error, from),
    onFault: (error) => logger.error({ err: error }, 'a socket met a defect'),
    addressOf: (request) => remoteAddress(request, settings.TRUST_PROXY),
  });
}

function measure(
  { jobs, room, executors, metrics }: Works,
  sockets: AttachedSockets,
  fleet: FleetWork | null,
): void {
  metrics.measure({
    queuedJobs: () => jobs.queued,
    runningJobs: () => (jobs.running === null ? 0 : 1),
    openSockets: () => sockets.count,
    bufferedBytes: () => sockets.bufferedBytes,
    storedBytes: () => room.usedBytes,
    executorBytes: () => executors.residentBytes(),
    executorStarts: () => executors.started,
    runningTasks: () => fleet?.running ?? 0,
    queueConnected: () => (fleet === null || fleet.isConnected ? 1 : 0),
  });
}
