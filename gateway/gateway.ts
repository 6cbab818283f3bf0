/** One gateway: alone on its machine with a worker of its own, or one of the fronts of a fleet. */
import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { runtimeVersion } from '../runtime/version.ts';
import type { AuditLog } from '../service/audit-log.ts';
import { checkListening } from '../service/auth/check-listening.ts';
import { createAuthenticator } from '../service/auth/create-authenticator.ts';
import type { Logger } from '../service/logger.ts';
import { Readiness } from '../service/readiness.ts';
import type { RunningServer } from '../service/run-server.ts';
import { auditJobEnd } from './audit/audit-job-end.ts';
import { ChainedAuditLog } from './audit/chained-audit-log.ts';
import { openBackends, type Backends } from './backends.ts';
import { openDataFolder, type DataFolder } from './data-folder.ts';
import { Dispatcher } from './dispatch/dispatcher.ts';
import { startEmbeddedWorker, type EmbeddedWorker } from './embedded-worker.ts';
import { ObjectTokens } from './objects/object-tokens.ts';
import { Retention } from './retention/retention.ts';
import { startScaleInHints } from './scaling/start-scale-in-hints.ts';
import { serve } from './server.ts';
import { checkGatewaySettings, type GatewaySettings } from './settings.ts';
import type { JobRecord } from './store/job-store.ts';
import { createWorks, mebibyte, type Works } from './works.ts';

/** A task that waits longer in the queue is published again. */
const objectTokenSeconds = 7 * 86_400;
const minuteMs = 60_000;

/** Throws CONFIG_INVALID where the settings cannot be used, BACKEND_UNAVAILABLE. */
export async function startGateway(
  settings: GatewaySettings,
  logger: Logger,
  written: AuditLog,
): Promise<RunningServer> {
  checkGatewaySettings(settings);
  await checkListening(settings);
  const authenticator = await createAuthenticator(settings, (error) =>
    logger.error({ err: error }, 'a file of keys cannot be used; the keys before it still count'),
  );
  await using stack = new AsyncDisposableStack();
  const data = stack.use(await openDataFolder(settings.DATA_DIR));
  const id = `${os.hostname()}-${randomUUID().slice(0, 8)}`;
  const backends = stack.use(await openBackends({ settings, data, logger, name: `gateway ${id}` }));
  const { store } = backends;
  const audit = stack.use(new ChainedAuditLog({ written, store, logger, now: Date.now }));
  const onEnded = (job: JobRecord): void => auditJobEnd(audit, job);
  const made = await lead({ settings, logger, id, data, backends, onEnded });
  const { dispatcher, works, retention } = made;
  stack.use(works);
  stack.use(retention);
  const worker = settings.NATS_URL === null ? embeddedWorker() : null;
  if (worker !== null) stack.use(worker);
  const loads = (): ReadonlyMap<string, number> => dispatcher.fleet.podsByLoad();
  stack.use(await startScaleInHints({ settings, loads, logger }));
  const ready = worker?.ready ?? Promise.resolve();
  const readiness = new Readiness(ready);
  const executorBytes = (): number => worker?.residentBytes() ?? 0;
  const parts = {
    settings,
    logger,
    audit,
    authenticator,
    readiness,
    works,
    executorBytes,
  };
  const server = await serve(parts);
  dispatcher.start();
  retention.start();
  const all = stack.move();
  return {
    url: server.url,
    ready,
    drain: async (stop) => {
      await server.drain(stop);
      // What runs here is given back before the leads let go: it begins again with the next start.
      await worker?.drain(AbortSignal.any([stop, AbortSignal.timeout(workerGraceMs)]));
      await dispatcher.stop();
      await all.disposeAsync();
      return true;
    },
  };

  function embeddedWorker(): EmbeddedWorker {
    const { queue } = backends;
    return startEmbeddedWorker({ settings, queue, objects: works.noted, data, logger });
  }
}

/** A part that is nearly done may end. */
const workerGraceMs = 1000;

interface LeadOptions {
  readonly settings: GatewaySettings;
  readonly logger: Logger;
  readonly id: string;
  readonly data: DataFolder;
  readonly backends: Backends;
  readonly onEnded: (job: JobRecord) => void;
}

interface Led {
  readonly dispatcher: Dispatcher;
  readonly works: Works;
  readonly retention: Retention;
}

async function lead(options: LeadOptions): Promise<Led> {
  const { settings, logger, id, data, backends, onEnded } = options;
  const { store, queue, objects } = backends;
  const now = Date.now;
  const tokens = await ObjectTokens.of(store, now);
  const dispatcher = new Dispatcher({
    store,
    queue,
    objects,
    tokens: { mint: (grant) => tokens.mint(grant, objectTokenSeconds) },
    gatewayId: id,
    runtimeVersion,
    now,
    elapsed: () => performance.now(),
    random: Math.random,
    logger,
    onEnded,
    settings: { spreadAboveMs: settings.SPREAD_ABOVE_MS },
  });
  const incomingBytes = Math.min(settings.MAX_STORAGE_MB * mebibyte, data.freeBytes);
  const works = createWorks(
    { ...backends, tokens, lead: dispatcher, onEnded, incoming: data.incoming, incomingBytes },
    settings,
    logger,
  );
  const retention = new Retention({
    store,
    objects,
    queue,
    settings: {
      jobMs: settings.JOB_RETENTION_MINUTES * minuteMs,
      objectMs: settings.OBJECT_RETENTION_MINUTES * minuteMs,
      everyMs: minuteMs,
    },
    now,
    logger,
  });
  return { dispatcher, works, retention };
}
