/** The handlers of all operations, around the works of a gateway. */
import type { RequestHandler } from 'express';
import { auditHandler } from '../audit/audit-export.ts';
import { openApiDocument } from '../openapi/document.ts';
import { objectOperations, operations } from '../openapi/operations.ts';
import { assetHandlers } from '../objects/asset-handlers.ts';
import { resultHandlers } from '../results/result-handlers.ts';
import { runtimeVersion } from '../../runtime/version.ts';
import type { ServerParts } from '../server.ts';
import { mebibyte } from '../works.ts';
import { askedJob } from './asked-job.ts';
import { docsHandlers } from './docs.ts';
import { fleetHandler } from './fleet.ts';
import { healthHandlers } from './health.ts';
import { jobHandlers } from './jobs.ts';
import { needsSocket, type Handlers } from './routes.ts';
import { submitHandler, validateHandler, type SubmitParts } from './submit.ts';
import { takeOrder } from '../../intake/take-order.ts';
import { usageHandler } from './usage.ts';

export function gatewayHandlers(parts: ServerParts, draining: AbortSignal): Handlers {
  const { settings, works, readiness, authenticator, executorBytes } = parts;
  const { store, watcher, ending, lead, noted, objects, representations, report, metrics } = works;
  const health = healthHandlers({
    readiness,
    authenticator,
    store,
    registry: metrics.registry,
    executorBytes,
  });
  const docs = docsHandlers(
    openApiDocument({ ...operations, ...objectOperations }, runtimeVersion),
  );
  const jobs = jobHandlers({ store, watcher, ending, lead, draining });
  const assets = assetHandlers(noted, settings.MAX_PACKAGE_MB * mebibyte);
  const results = resultHandlers({
    askedJob: (request) => askedJob(store, request),
    objects,
    representations,
  });
  const submit = submitParts(parts);
  return {
    livez: health.livez,
    readyz: health.readyz,
    health: health.health,
    metrics: health.metrics,
    openapi: docs.openapi,
    docs: docs.page,
    docsFile: docs.file,
    submitJob: submitHandler(submit),
    validate: validateHandler(submit),
    listJobs: jobs.list,
    getJob: jobs.get,
    cancelJob: jobs.remove,
    streamJob: needsSocket,
    stream: needsSocket,
    listTables: results.list,
    getTable: counted(results.table, (bytes) => metrics.sent(bytes, 'http')),
    getExecution: results.execution,
    putAsset: assets.put,
    findAsset: assets.head,
    getUsage: usageHandler(store, Date.now),
    exportAudit: auditHandler(store),
    getFleet: fleetHandler(report),
  };
}

function submitParts({ settings, works }: ServerParts): SubmitParts {
  const { intake, submission } = works;
  const limits = {
    packageBytes: settings.MAX_PACKAGE_MB * mebibyte,
    bodyBytes: settings.MAX_BODY_MB * mebibyte,
  };
  return {
    takeOrder: (request, tenant) => takeOrder(request, tenant, intake, limits),
    submission,
    trustsProxy: settings.TRUST_PROXY > 0,
  };
}

/** Tells how many bytes of an answer were sent. */
function counted(handler: RequestHandler, onSent: (bytes: number) => void): RequestHandler {
  return async (request, response, next) => {
    await handler(request, response, next);
    if (request.method === 'GET') onSent(Number(response.get('Content-Length') ?? 0));
  };
}
