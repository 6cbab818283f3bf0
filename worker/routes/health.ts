/** /livez, /readyz, /health, /capabilities and /metrics. */
import type { Request, RequestHandler } from 'express';
import { capabilitiesSchema } from '../../contracts/wire/capabilities.ts';
import { healthSchema, type Health } from '../../contracts/wire/health.ts';
import { runtimeVersion } from '../../runtime/version.ts';
import type { Authenticator } from '../../service/auth/authenticator.ts';
import { authorize } from '../../service/roles.ts';
import type { Executors } from '../../executor/executor.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Readiness } from '../../service/readiness.ts';

export interface HealthParts {
  readonly readiness: Readiness;
  readonly authenticator: Authenticator;
  readonly executors: Executors;
  readonly jobs: Jobs;
  readonly metrics: Metrics;
}

export interface HealthHandlers {
  readonly livez: RequestHandler;
  readonly readyz: RequestHandler;
  readonly health: RequestHandler;
  readonly capabilities: RequestHandler;
  readonly metrics: RequestHandler;
}

const retryAfterSeconds = 1;

export function healthHandlers(parts: HealthParts): HealthHandlers {
  const { readiness, executors, metrics } = parts;
  return {
    livez: (_request, response) => {
      response.json({ status: 'ok' });
    },
    readyz: (_request, response) => {
      const { state } = readiness;
      if (state !== 'ready') response.status(503).set('Retry-After', String(retryAfterSeconds));
      response.json({ status: state });
    },
    health: async (request, response) => {
      response.json(healthSchema.parse(await healthFor(request, parts)));
    },
    capabilities: async (_request, response) => {
      response.json(capabilitiesSchema.parse(await executors.capabilities()));
    },
    metrics: async (_request, response) => {
      response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    },
  };
}

/** Without credentials: that it lives. Throws UNAUTHENTICATED where there are some and they are wrong. */
async function healthFor(
  { headers }: Request,
  { readiness, authenticator, executors, jobs }: HealthParts,
): Promise<Health> {
  const minimal = { status: readiness.state, uptimeSeconds: process.uptime() };
  if (authenticator.required && headers.authorization === undefined) return minimal;
  authorize(await authenticator.authenticateHeader(headers.authorization), 'server.read');
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    ...minimal,
    runtimeVersion,
    nodeVersion: process.versions.node,
    memory: {
      serverBytes: rss,
      serverHeapBytes: heapUsed,
      serverExternalBytes: external,
      executorBytes: executors.residentBytes(),
    },
    jobs: { running: jobs.running === null ? 0 : 1, queued: jobs.queued },
  };
}
